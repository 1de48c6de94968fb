import type { Answer, ClientOperation } from "../executors/executor.ts";
import { WIDE_INTEGER } from "../faults/wrong-value.ts";
import type { SupergraphModel } from "../model/supergraph-model.ts";
import type { Run } from "../subgraphs/run.ts";
import { compareData } from "./difference.ts";
import { listErrorPlaces } from "./error-places.ts";
import {
  asksRequiring,
  asksTypename,
  hasCollidingAlias,
  hasConditions,
  hasInterfaceObject,
  hasTypeCondition,
  hasWiderFragment,
  isMutationWithFragments,
  narrowsNullability,
  requiresWithArguments,
} from "./operation-features.ts";

/** An answer of the stock gateway that is not the right one. */
export interface Deviating {
  readonly model: SupergraphModel;
  readonly operation: ClientOperation;
  readonly stockRun: Run;
  readonly stock: Answer;
  /** By the reference; by our engine where the reference cannot know. */
  readonly right: Answer;
}

/** A defect of the stock gateway that we know. */
export interface StockDeviation {
  readonly name: string;
  /** What it does, and why that is wrong. */
  readonly why: string;
  /** Whether a fault can bring it out, where stock answers rightly without. */
  readonly isAboutFaults: boolean;
  /** Whether this defect explains the wrong answer. */
  explains(deviating: Deviating): boolean;
}

const WRONG_KIND = /^Invalid non-(?:list|object|string) value|is not a function$|^Cannot (?:read|create|use) /;

/** Every defect of the stock gateway that random operations have met. */
export const stockDeviations: readonly StockDeviation[] = [
  {
    name: "fields that are nullable in one member type and not in another",
    why: "A fragment on an abstract type is sent as one per member, and these do not merge: the subgraph refuses them (GraphQL §5.3.2).",
    isAboutFaults: false,
    explains: ({ stock }) => hasMessage(stock, /^Fields ".+" conflict because they return conflicting types /),
  },
  {
    name: "an alias that is the name of a field the planner fetches",
    why: "The key or the required field and the aliased one share a property: one is taken for the other (GraphQL §6.3.2).",
    isAboutFaults: true,
    explains: ({ model, operation }) => hasCollidingAlias(model, operation.document),
  },
  {
    name: "the name of an interface object",
    why: "It takes the place of the object's own type, which then is an interface, and the object is lost (Federation @interfaceObject).",
    isAboutFaults: false,
    explains: ({ model, operation }) => hasInterfaceObject(model) && asksTypename(operation.document),
  },
  {
    name: "what an interface object requires for one type",
    why: "It is sent for objects of the other types too, without a key, and the subgraph refuses all (Federation @requires).",
    isAboutFaults: false,
    explains: ({ model, operation }) => hasInterfaceObject(model) && asksRequiring(model, operation.document),
  },
  {
    name: "an error about what the client did not ask for",
    why: "A subgraph that has one type for all is asked for objects that no fragment of the client is about, and what goes wrong with these is told, though nothing in the answer is null for it (GraphQL §7.1.2).",
    isAboutFaults: true,
    explains: ({ model, stock, right }) =>
      hasInterfaceObject(model) &&
      right.errors.length === 0 &&
      compareData(stock, right) === null &&
      [...listErrorPlaces(stock)].every((place) => place === "no path" || place.endsWith("leads nowhere")),
  },
  {
    name: "a field of an interface object asked for types apart",
    why: "The subgraph has one type for all of them, so that what one fragment asks stands for the others too (GraphQL §6.3.2).",
    isAboutFaults: false,
    explains: ({ model, operation }) => hasInterfaceObject(model) && hasTypeCondition(operation.document),
  },
  {
    name: "a required field with arguments",
    why: "One property holds it for every choice of arguments, so that a field computes from another one's (Federation @requires).",
    isAboutFaults: false,
    explains: ({ model, operation }) => requiresWithArguments(model, operation.document),
  },
  {
    name: "a fragment on a wider type",
    why: "Inside it the object's own type is forgotten, and fragments on that type are left out (GraphQL §6.3.2).",
    isAboutFaults: false,
    explains: ({ model, operation }) => hasWiderFragment(model, operation.document),
  },
  {
    name: "a skipped field whose requirement another one shares",
    why: "What the other one needs is left out along with it (GraphQL §3.13.1: only the field itself is skipped).",
    isAboutFaults: false,
    explains: ({ model, operation }) => hasConditions(operation.document) && asksRequiring(model, operation.document),
  },
  {
    name: "mutation fields in fragments",
    why: "They are sent before or after those outside, in another order than the client's (GraphQL §6.2.2).",
    isAboutFaults: false,
    explains: ({ operation }) => isMutationWithFragments(operation.document),
  },
  {
    name: "an object that is asked for nothing",
    why: "All is skipped, or no fragment can apply: it is not fetched, and passes for null (GraphQL §6.4.3: it is an object with no fields).",
    isAboutFaults: false,
    explains: ({ operation, right }) => hasConditions(operation.document) || right.text?.includes("{}") === true,
  },
  {
    name: "a value of the wrong kind",
    why: "One text where a list or an object is due, and the whole answer is lost (GraphQL §6.4.4: only the nearest nullable field).",
    isAboutFaults: true,
    explains: ({ stock }) => stock.text === null && hasMessage(stock, WRONG_KIND),
  },
  {
    name: "an answer without what was asked for",
    why: "Its fields become null without an error, as if the null were meant (GraphQL over HTTP: not a well-formed response).",
    isAboutFaults: true,
    explains: ({ stock, right }) =>
      stock.errors.length === 0 && right.errors.length > 0 && compareData(stock, right) === null,
  },
  {
    name: "an integer of more than 32 bits",
    why: "It passes for an Int (GraphQL §3.5.1).",
    isAboutFaults: true,
    explains: ({ stock }) => stock.text?.includes(String(WIDE_INTEGER)) === true,
  },
  {
    name: "a null for a field that is nullable in the interface alone",
    why: "Inside a fragment on the interface its type counts, not that of the object (GraphQL §6.4.3).",
    isAboutFaults: true,
    explains: ({ model, stock }) => narrowsNullability(model) && stock.text?.includes("null") === true,
  },
  {
    name: "an object of no known type",
    why: "It passes for an object that no fragment applies to (GraphQL §6.4.3: resolving an abstract type must give one of its object types).",
    isAboutFaults: true,
    explains: ({ stockRun }) => stockRun.faults.listStruck().some((name) => name.startsWith("typename ")),
  },
  {
    name: "a required field that is missing",
    why: "Fields that do not need it are not asked for either, when they share a request (Federation @requires).",
    isAboutFaults: true,
    explains: ({ model, operation, stockRun }) =>
      asksRequiring(model, operation.document) &&
      stockRun.faults.listStruck().some((name) => /^(?:missing|error|wrong|item|null) /.test(name)),
  },
];

/** The known defect that explains a wrong answer of the stock gateway; null for one that is new. */
export function findDeviation(deviating: Deviating): StockDeviation | null {
  return stockDeviations.find(({ explains }) => explains(deviating)) ?? null;
}

/** As `findDeviation`, for an operation that stock answers rightly as long as nothing goes wrong. */
export function findFaultDeviation(deviating: Deviating): StockDeviation | null {
  return stockDeviations.find(({ isAboutFaults, explains }) => isAboutFaults && explains(deviating)) ?? null;
}

function hasMessage({ errors }: Answer, pattern: RegExp): boolean {
  return errors.some(({ message }) => pattern.test(message));
}
