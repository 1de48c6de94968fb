import { expect, it } from "@jest/globals";
import { arrangeSteps } from "../../router/explorer/browser/plan-steps.ts";
import { createExplanation } from "../../router/explorer/explain/explanation.ts";
import { mergeParts } from "../engine/defer/merged-answer.ts";
import { createProductEngine } from "../engine/product-engine.ts";

const graph = createProductEngine();

/** The deferred fragments that wait for each fetch, by subgraph. */
async function explain(query: string) {
  const explanation = createExplanation(false);
  await mergeParts(await graph.askInParts(query, { observer: explanation.begin() }));
  const fetches = arrangeSteps(explanation.build()).flat();
  return fetches.map(({ serviceName, deferredFragments }) => [serviceName, deferredFragments]);
}

it.each([
  [
    "by its label",
    '{ product { rating ... @defer(label: "later") { amount } } }',
    [
      ["products", []],
      ["stock", ["later"]],
      ["reviews", []],
    ],
  ],
  [
    "by its path, where several may wait",
    "{ product { ... @defer { urgency } } ... @defer { product { rating } } }",
    [
      ["products", []],
      ["reviews", ["product", "the root"]],
      ["stock", ["product"]],
    ],
  ],
  [
    "and none where the answer is whole",
    "{ product { rating ... @defer { name } } }",
    [
      ["products", []],
      ["reviews", []],
    ],
  ],
])("a plan names the deferred fragment that waits for a fetch %s", async (_how, query, fetches) => {
  expect(await explain(query)).toEqual(fetches);
});
