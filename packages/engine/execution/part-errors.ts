import type { GraphQLFormattedError } from "graphql";
import type { DeliveryPlan } from "../compilation/delivery-plan.ts";
import type { ResponsePart } from "../operation/response-parts.ts";
import { cutPath, findFields } from "../response/cut-path.ts";
import type { ResponseState } from "../response/response-writer.ts";
import type { ExecutionState } from "./execution-state.ts";
import { type CutPaths, placeErrors } from "./place-errors.ts";

/** An error that the client has not been told. */
interface UntoldError {
  readonly error: GraphQLFormattedError;
  readonly step: number;
  /** The parts that bring the field at its path; none: the first part does, or it has no path. */
  readonly owners: readonly ResponsePart[];
}

/** What went wrong with the parts of one response. */
export type PartErrors = ReturnType<typeof createPartErrors>;

/** The errors of a response that is delivered in parts: each is told once, with the part that its path is in. */
export function createPartErrors({ root, steps }: DeliveryPlan, states: readonly ExecutionState[]) {
  const placed = new Set<number>();
  const known: CutPaths = new Map();
  const delivered = new Set<ResponsePart>();
  let untold: readonly UntoldError[] = [];

  function placeStep(step: number): readonly UntoldError[] {
    const state = states[step];
    if (state === undefined || placed.has(step)) return [];
    placed.add(step);
    const { data, errors } = state;
    const found = placeErrors(errors, (path) => cutPath(root, path, data), known);
    return found.map((error) => ({ error, step, owners: findOwners(error, state) }));
  }

  function findOwners({ path = [] }: GraphQLFormattedError, { data }: ExecutionState): readonly ResponsePart[] {
    const fields = findFields(root, path, data);
    return fields.some(({ parts }) => parts.length === 0) ? [] : fields.flatMap(({ parts }) => parts);
  }

  return {
    /** The errors that are told with a part, whose steps are done. An error whose part has been delivered comes late. */
    take(part: ResponsePart): readonly GraphQLFormattedError[] {
      const needed = steps.get(part) ?? new Set();
      untold = [...untold, ...[...needed].flatMap(placeStep)];
      delivered.add(part);
      const isDue = ({ step, owners }: UntoldError) =>
        needed.has(step) && (owners.includes(part) || owners.every((owner) => delivered.has(owner)));
      const due = new Set(untold.filter(isDue));
      untold = untold.filter((one) => !due.has(one));
      return [...due].map(({ error }) => error);
    },
    /** The objects that may lack fields without an error of their own, as far as the steps of a part know. */
    listExplained(part: ResponsePart): ResponseState["explained"] {
      const sets = [...(steps.get(part) ?? [])].flatMap((step) => states[step]?.explained ?? []);
      return { has: (object) => sets.some((explained) => explained.has(object)) };
    },
  };
}
