import type { FetchNode } from "@apollo/query-planner";
import { buildPartTree, type ResponsePart } from "../operation/response-parts.ts";
import { createNeededFetches } from "../planning/needed-fetches.ts";
import type { PlannedFetch } from "../planning/planned-fetch.ts";
import { remember } from "../remember.ts";
import { buildRootShape, type ObjectShape, type ResponseWriterOptions } from "../response/shape.ts";
import { assignFields, type PartAssignment } from "./assign-fields.ts";
import type { Step } from "./step.ts";

/** How a response is delivered in parts. */
export interface DeliveryPlan extends Pick<PartAssignment, "first" | "parents"> {
  /** The shape of the whole response. */
  readonly root: ObjectShape;
  /** The indexes of the steps that each part waits for. */
  readonly steps: ReadonlyMap<ResponsePart, ReadonlySet<number>>;
  readonly deferredFetches: DeferredFetches;
}

/** The fetches that the first part of a response does not wait for, each with the parts that do. */
export type DeferredFetches = ReadonlyMap<FetchNode, readonly ResponsePart[]>;

/** Assigns the fields of an operation to the parts of its response; null when all come with the first one. */
export function assignParts(form: ResponseWriterOptions, fetches: readonly PlannedFetch[]): PartAssignment | null {
  const tree = buildPartTree(form.operation.selectionSet, form.conditions, form.findDataKey);
  const assignment = assignFields(tree, createNeededFetches(fetches));
  return assignment.parts.length > 1 ? assignment : null;
}

/** The indexes of the parts that wait for a fetch. */
export function listParts({ parts, fetches }: PartAssignment, fetch: PlannedFetch): readonly number[] {
  return parts.filter((part) => fetches.get(part)?.has(fetch)).map(({ index }) => index);
}

/** @param form has the placements of `assignment` */
export function buildDeliveryPlan(
  assignment: PartAssignment,
  form: ResponseWriterOptions,
  steps: readonly Step[],
): DeliveryPlan {
  const { first, parts, parents, fetches } = assignment;
  return {
    first,
    parents,
    root: buildRootShape(form),
    steps: new Map(parts.map((part) => [part, findSteps(steps, fetches.get(part) ?? new Set())])),
    deferredFetches: findDeferred(assignment),
  };
}

function findDeferred({ first, parts, fetches }: PartAssignment): DeferredFetches {
  const deferred = new Map<FetchNode, ResponsePart[]>();
  for (const part of parts) {
    for (const fetch of fetches.get(part) ?? []) {
      if (!fetches.get(first)?.has(fetch)) remember(deferred, fetch.node, () => []).push(part);
    }
  }
  return deferred;
}

function findSteps(steps: readonly Step[], fetches: ReadonlySet<PlannedFetch>): ReadonlySet<number> {
  const nodes = new Set([...fetches].map(({ node }) => node));
  const isNeeded = (step: Step) => listNodes(step).some((node) => nodes.has(node));
  return new Set(steps.filter(isNeeded).map(({ index }) => index));
}

function listNodes(step: Step) {
  return step.kind === "entities" ? step.parts.flatMap(({ sources }) => sources.map(({ node }) => node)) : [step.node];
}
