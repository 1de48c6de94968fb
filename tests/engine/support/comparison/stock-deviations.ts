import type { Answer, ClientOperation } from "../executors/executor.ts";
import type { Faults } from "../faults/faults.ts";
import type { SupergraphModel } from "../model/supergraph-model.ts";
import {
  hasCollidingAlias,
  hasConditions,
  hasWiderFragment,
  requiresWithArguments,
} from "./operation-features.ts";

/** An answer of the stock gateway that is not the right one. */
export interface Deviating {
  readonly model: SupergraphModel;
  readonly operation: ClientOperation;
  readonly faults: Faults;
  readonly stock: Answer;
  /** By the reference; by our engine where the reference cannot know. */
  readonly right: Answer;
}

/** A defect of the stock gateway that we know. */
export interface StockDeviation {
  readonly name: string;
  /** What it does, and why that is wrong. */
  readonly why: string;
  /** Whether this defect explains the wrong answer. */
  explains(deviating: Deviating): boolean;
}

/** Every defect of the stock gateway that random operations have met. */
export const stockDeviations: readonly StockDeviation[] = [
  {
    name: "an alias that is the name of a field the planner fetches",
    why: "The key or the required field and the aliased one share a property: one is taken for the other (GraphQL §6.3.2).",
    explains: ({ model, operation }) => hasCollidingAlias(model, operation.document),
  },
  {
    name: "a required field with arguments",
    why: "One property holds it for every choice of arguments, so that a field computes from another one's (Federation @requires).",
    explains: ({ model, operation }) => requiresWithArguments(model, operation.document),
  },
  {
    name: "a fragment on a wider type",
    why: "Inside it the object's own type is forgotten, and fragments on that type are left out (GraphQL §6.3.2).",
    explains: ({ model, operation }) => hasWiderFragment(model, operation.document),
  },
  {
    name: "an object of which everything is skipped",
    why: "It is not fetched, and null is answered for an object that exists (GraphQL §6.4.3: an object with no fields).",
    explains: ({ operation, right }) => hasConditions(operation.document) && /\{\}/.test(right.text ?? ""),
  },
  {
    name: "fields that are nullable in one member type and not in another",
    why: "A fragment on an abstract type is sent as one per member, and these do not merge: the subgraph refuses them (GraphQL §5.3.2).",
    explains: ({ stock }) =>
      hasMessage(stock, /^Fields ".+" conflict because they return conflicting types /),
  },
  {
    name: "a skipped field whose requirement another one shares",
    why: "What the other one needs is left out along with it (GraphQL §3.13.1: only the field itself is skipped).",
    explains: ({ operation }) => hasConditions(operation.document),
  },
];

/** The known defect that explains a wrong answer of the stock gateway; null for one that is new. */
export function findDeviation(deviating: Deviating): StockDeviation | null {
  return stockDeviations.find(({ explains }) => explains(deviating)) ?? null;
}

function hasMessage({ errors }: Answer, pattern: RegExp): boolean {
  return errors.some(({ message }) => pattern.test(message));
}
