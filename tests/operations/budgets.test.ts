import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "@jest/globals";
import { startOwnStack } from "../support/own-stack.ts";
import { addUpCost, type OperationCost } from "./operation-cost.ts";
import { readStoredOperations, runStoredOperation } from "./stored-operations.ts";

// What each stored operation may cost: operations/budgets.json. `npm run budgets -- --update` accepts what is.

const FILE = "operations/budgets.json";
const isUpdating = process.env.UPDATE_BUDGETS === "1";

const stack = await startOwnStack();
const names = [...(await readStoredOperations()).keys()].sort((one, other) => one.localeCompare(other));
const budgets = readBudgets();
const measured: Record<string, OperationCost> = {};

function readBudgets(): Readonly<Record<string, OperationCost>> {
  if (isUpdating || !existsSync(FILE)) return {};
  return JSON.parse(readFileSync(FILE, "utf8")) as Record<string, OperationCost>;
}

async function measure(name: string, variables?: Record<string, unknown>): Promise<OperationCost> {
  const { errors, extensions, data } = await runStoredOperation(stack, name, variables);
  expect(errors).toBeUndefined();
  return addUpCost(extensions.queryPlan as Parameters<typeof addUpCost>[0], data);
}

afterAll(() => {
  if (isUpdating) writeFileSync(FILE, `${JSON.stringify(measured, null, 2)}\n`);
});

describe("a stored operation costs no more than its budget (npm run budgets -- --update accepts what it costs)", () => {
  it.each(names)("%s", async (name) => {
    const cost = await measure(name);
    measured[name] = cost;
    const budget = isUpdating ? cost : budgets[name];
    expect(findExcess(cost, budget)).toEqual([]);
  });

  it("and every budget is of a stored operation", () => {
    expect(Object.keys(budgets).filter((name) => !names.includes(name))).toEqual([]);
  });
});

/** In words, what costs more than it may. */
function findExcess(cost: OperationCost, budget: OperationCost | undefined): string[] {
  if (budget === undefined) return ["it has no budget yet: npm run budgets -- --update"];
  const { statements, ...figures } = cost;
  const compare = ([what, figure]: [string, number], allowed: number) =>
    figure > allowed ? [`${what}: ${allowed} → ${figure}`] : [];
  // A new subgraph's budgets do not know its bytes yet: the first update writes them down.
  const limits = new Map<string, number>(Object.entries({ ...budget, statements: 0 }));
  return [
    ...Object.entries(figures).flatMap((entry) => compare(entry, limits.get(entry[0]) ?? Number.POSITIVE_INFINITY)),
    ...Object.entries(statements).flatMap(([name, count]) =>
      compare([`SQL statements of ${name}`, count], budget.statements[name] ?? 0),
    ),
  ];
}
