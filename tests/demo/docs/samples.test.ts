import { expect, it } from "@jest/globals";
import { parse, print } from "graphql";
import { formatText } from "../../../packages/check/report/format-text.ts";
import { runCheck } from "../../../packages/check/run-check.ts";
import { SubgraphFailure } from "../../../router/transport/subgraph-failure.ts";
import { checkTools } from "../../../scripts/check-tools.ts";
import { readText } from "../../docs/markdown.ts";
import { OWN_SUBGRAPHS } from "../../support/own-subgraphs.ts";

/** What stands in the README between the fences of a kind. */
function readSample(kind: string, containing: string): string {
  const samples = [...readText("README.md").matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  return samples.find(([, own, text]) => own === kind && text?.includes(containing))?.[2] ?? "";
}

it("the README shows what npm run check writes", async () => {
  const report = await runCheck(
    {
      folder: ".",
      config: "supergraph.yaml",
      base: "supergraph.graphql",
      operations: null,
      environment: {},
      options: { strict: false, maximumHops: null, update: false, baseline: false },
    },
    checkTools,
  );
  // What it is compared with is another thing here.
  const [, ...lines] = formatText(report, { colour: false, findings: false }).split("\n");
  const [, ...shown] = readSample("", "✓ Composition").split("\n");
  // A graph with more subgraphs than the README's has other figures, and the same steps.
  const isShown = shown.some((line) => line.includes(` ${OWN_SUBGRAPHS.length} subgraphs compose`));
  const compared = (line: string) => (isShown ? line : line.replace(/\d+/g, "N"));
  expect(shown.map(compared)).toEqual(lines.map(compared));
});

it("the README shows the error of a subgraph that is held", () => {
  const { message, extensions } = JSON.parse(readSample("json", "SUBGRAPH_TIMEOUT")) as {
    message: string;
    extensions: object;
  };
  const failure = new SubgraphFailure("timed out", "comments", null);
  expect({ message, ...extensions }).toEqual({
    message: failure.message,
    code: failure.code,
    serviceName: failure.subgraph,
  });
});

it("the README shows the operation that npm start offers", () => {
  const offered = print(parse(readText("operations/books-with-comments.graphql")));
  const shown = print(parse(readSample("graphql", "books")));
  expect(shown.replace(/^\{/, "")).toBe(offered.replace(/^[\s\S]*?\{/, ""));
});
