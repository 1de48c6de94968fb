import { describe, expect, it } from "@jest/globals";
import { arrangeSteps, countTotals } from "../../router/explorer/browser/plan-steps.ts";
import type { ExplainedFetch, ExplainedNode } from "../../router/explorer/explain/explained-plan.ts";

function fetch(serviceName: string, changed: Partial<ExplainedFetch> = {}): ExplainedFetch {
  return {
    kind: "Fetch",
    serviceName,
    operationKind: "query",
    operation: "{ a }",
    path: [],
    deferredFragments: [],
    startedAfterMilliseconds: 1,
    milliseconds: 2,
    representations: null,
    errorCode: null,
    statements: null,
    ...changed,
  };
}

const sequence = (...nodes: ExplainedNode[]): ExplainedNode => ({ kind: "Sequence", nodes });
const parallel = (...nodes: ExplainedNode[]): ExplainedNode => ({ kind: "Parallel", nodes });

function arrange(node: ExplainedNode | null): string[][] {
  const plan = { kind: "QueryPlan", milliseconds: 9, planningMilliseconds: 1, node } as const;
  return arrangeSteps(plan).map((step) => step.map(({ serviceName }) => serviceName));
}

describe("the steps of a plan", () => {
  it.each([
    ["are none without fetches", null, []],
    ["are one for one fetch", fetch("a"), [["a"]]],
    ["follow each other", sequence(fetch("a"), fetch("b")), [["a"], ["b"]]],
    ["hold what runs at once", sequence(fetch("a"), parallel(fetch("b"), fetch("c"))), [["a"], ["b", "c"]]],
    [
      "go on after the longest of what runs at once",
      sequence(parallel(sequence(fetch("a"), fetch("b")), fetch("c")), fetch("d")),
      [["a", "c"], ["b"], ["d"]],
    ],
    [
      "have either branch of a condition",
      sequence(fetch("a"), {
        kind: "Condition",
        condition: "x",
        ifClause: fetch("b"),
        elseClause: fetch("c"),
      }),
      [["a"], ["b", "c"]],
    ],
  ])("%s", (_what, node, steps) => {
    expect(arrange(node)).toEqual(steps);
  });

  it("add up to what was sent and executed", () => {
    const statements = [{ sql: "SELECT 1", milliseconds: 1 }];
    const steps = [[fetch("a", { statements })], [fetch("b", { statements }), fetch("c", { milliseconds: null })]];
    expect(countTotals(steps)).toEqual({ requests: 2, statements: 2 });
  });
});
