import { formatCount } from "../step-result.ts";
import { describeCostChange } from "./plan-cost.ts";
import type { PlannedOperation } from "./plan-operations.ts";

/** One line about all plans: how many cost more, which cost less and by how much, and which were not planned. */
export function summarizePlans(planned: readonly PlannedOperation[], hasBase: boolean): string {
  const valid = planned.filter(({ head }) => head !== null);
  const invalid = planned.filter(({ head }) => head === null);
  const words = [
    `${formatCount(valid.length, "operation")} planned`,
    ...(hasBase ? summarizeChanges(valid) : ["no base to compare with"]),
    listNames("not valid and not planned", invalid),
  ];
  return words.filter((word) => word !== null).join(", ");
}

function summarizeChanges(valid: readonly PlannedOperation[]): (string | null)[] {
  const more = valid.filter(({ change }) => change === "more");
  const less = valid.filter(({ change }) => change === "less");
  const unknownAtBase = valid.filter(({ base }) => base === null);
  return [
    more.length === 0 ? "none costs more" : `${more.length} ${more.length === 1 ? "costs" : "cost"} more`,
    less.length === 0 ? null : `less for ${less.map(describeLess).join("; ")}`,
    listNames("not valid at the base", unknownAtBase),
  ];
}

function describeLess({ operation, base, head }: PlannedOperation): string {
  return base && head ? `${operation.name} (${describeCostChange(base, head)})` : operation.name;
}

function listNames(what: string, planned: readonly PlannedOperation[]): string | null {
  return planned.length === 0 ? null : `${what}: ${planned.map(({ operation }) => operation.name).join(" ")}`;
}
