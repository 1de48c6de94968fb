import { describe, expect, it } from "@jest/globals";
import { buildFreshnessStep } from "../../packages/check/freshness/step.ts";
import type { CheckContext } from "../../packages/check/step.ts";
import { readOperationLimits } from "../../packages/limits/variables.ts";

const context: CheckContext = {
  root: "/nowhere",
  head: { supergraphSdl: "one\ntwo\nthree\n" },
  base: null,
  baseCommit: null,
  operations: [],
  subgraphs: [],
  limits: readOperationLimits({}),
  options: { strict: false, maximumHops: null, update: false },
};

function check(sdl: string | null, head = context.head) {
  const file = "supergraph.graphql";
  return buildFreshnessStep({ file, sdl }, "`npm run compose`").run({ ...context, head });
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

  it("is not judged when nothing composes", async () => {
    expect(await check("one", null)).toMatchObject({ status: "skipped", findings: [] });
  });
});
