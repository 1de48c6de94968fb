import { describe, expect, it } from "@jest/globals";
import { freshnessStep } from "../../packages/check/freshness/step.ts";
import { readPreset } from "../../packages/check/rules/presets.ts";
import { EMPTY_CONTEXT } from "./support/empty-context.ts";

const COMPOSED = { supergraphSdl: "one\ntwo\nthree\n" };

function check(sdl: string | null, head: typeof COMPOSED | null = COMPOSED, rules = EMPTY_CONTEXT.rules) {
  const checkedIn = { file: "supergraph.graphql", sdl };
  return freshnessStep.run({ ...EMPTY_CONTEXT, head, checkedIn, rules });
}

describe("the checked-in supergraph", () => {
  it("is fresh when it is what composes now, byte for byte", async () => {
    expect(await check("one\ntwo\nthree\n")).toMatchObject({ status: "passed", findings: [] });
  });

  it.each<[string, string | null, string, number | null]>([
    ["differs in a line", "one\nTWO\nthree\n", "SUPERGRAPH_STALE", 2],
    ["ends early", "one\ntwo", "SUPERGRAPH_STALE", 3],
    ["goes on", "one\ntwo\nthree\nfour\n", "SUPERGRAPH_STALE", 4],
    ["is empty", "", "SUPERGRAPH_STALE", 1],
    ["has another line end", "one\ntwo\nthree\r\n", "SUPERGRAPH_STALE", 3],
    ["is not there", null, "SUPERGRAPH_MISSING", null],
  ])("is an error at the first difference when it %s", async (_how, sdl, code, line) => {
    expect(await check(sdl)).toMatchObject({
      status: "failed",
      summary: "supergraph.graphql is not what composes now",
      findings: [
        {
          severity: "error",
          code,
          mend: "Run `npm run compose` and commit the file.",
          places: [{ file: "supergraph.graphql", line }],
        },
      ],
    });
  });

  it("is not missed where the rules do not ask for it", async () => {
    expect(await check(null, COMPOSED, readPreset("recommended"))).toMatchObject({
      status: "skipped",
      summary: "skipped: there is no supergraph.graphql",
      findings: [],
    });
  });

  it("is not judged when nothing composes", async () => {
    expect(await check("one", null)).toMatchObject({ status: "skipped", findings: [] });
  });
});
