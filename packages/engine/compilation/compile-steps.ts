import type { FetchNode } from "@apollo/query-planner";
import type { GraphQLSchema, OperationDefinitionNode } from "graphql";
import { selectsAnyNumber } from "../operation/number-fields.ts";
import { readContextArguments } from "../planning/context-argument.ts";
import type { FindEntityKeys } from "../planning/entity-keys.ts";
import type { PlannedFetch } from "../planning/planned-fetch.ts";
import { parseFetch, readEntitySelection } from "../planning/subgraph-operation.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import { createEntityRequestText } from "./entity-request-text.ts";
import { readFetchFields } from "./fetch-fields.ts";
import { type FetchGroup, mergeFetches } from "./merge-fetches.ts";
import { compileRepresentation } from "./representations/representation-writer.ts";
import { buildRequestText } from "./request-text.ts";
import { findSoleWriters } from "./sole-writers.ts";
import type { AnyStep, EntityPart, EntitySource, EntityStep, EntityType, RootStep, Step } from "./step.ts";

/** The fetches of a plan, and what it takes to compile them. */
export interface StepOptions {
  /** Each after those that it depends on. */
  readonly fetches: readonly PlannedFetch[];
  readonly isMutation: boolean;
  /** The client's names of variables that were renamed for the planner. */
  readonly variableNames: ReadonlyMap<string, string>;
  /** Everything that subgraphs know, hidden from clients or not. */
  readonly schema: GraphQLSchema;
  readonly subtypes: Subtypes;
  readonly findEntityKeys: FindEntityKeys;
  readonly mergesEntityFetches: (subgraph: string) => boolean;
}

/** The steps that execute a plan, each after those it waits for. */
export function compileSteps(options: StepOptions): readonly Step[] {
  const { fetches, schema, isMutation, mergesEntityFetches } = options;
  const groups = mergeFetches(fetches, (subgraph) => !isMutation && mergesEntityFetches(subgraph));
  const soleWriters = findSoleWriters(fetches);
  const indexes = new Map(groups.flatMap((group, index) => group.map((fetch) => [fetch, index] as const)));
  const dependencies = groups.map(
    (group) =>
      new Set(group.flatMap((fetch) => [...fetch.dependencies].map((before) => indexes.get(before)))),
  );
  return groups.map((group, index) => {
    const [{ node }] = group;
    const base = {
      index,
      subgraph: node.serviceName,
      operationName: node.operationName,
      needsExactNumbers: group.some((fetch) => selectsAnyNumber(schema, parseFetch(fetch.node))),
      dependencies: dependencies[index]?.size ?? 0,
      dependents: groups.flatMap((_group, other) => (dependencies[other]?.has(index) ? [other] : [])),
    };
    return node.requires === undefined
      ? { ...base, ...compileRoot(group[0], options) }
      : { ...base, ...compileEntities(group, soleWriters, options) };
  });
}

function compileRoot({ node, path }: PlannedFetch, options: StepOptions): Omit<RootStep, keyof AnyStep> {
  if (node.contextRewrites !== undefined || node.operationKind === "subscription") {
    throw new Error(`the engine cannot execute a ${node.operationKind} of root fields like this`);
  }
  const operation = parseFetch(node);
  const { subtypes } = options;
  return {
    kind: "root",
    operationKind: node.operationKind,
    node,
    path,
    request: buildRequestText(operation, options.variableNames),
    fields: readFetchFields(node, operation.selectionSet, subtypes).ofRoot(),
  };
}

function compileEntities(
  group: FetchGroup,
  soleWriters: ReadonlySet<PlannedFetch>,
  options: StepOptions,
): Omit<EntityStep, keyof AnyStep> {
  const sameFetches = [...groupBy(group, formatFetch).values()];
  const operations = sameFetches.map(([{ node }]) => parseFetch(node));
  const parts = sameFetches.map((fetches, index) =>
    compilePart(fetches, operations[index], soleWriters, options),
  );
  const contextVariables = parts.map(
    ({ contextArguments }) => new Set(contextArguments.map(({ variable }) => variable)),
  );
  return {
    kind: "entities",
    operationKind: "query",
    parts,
    request: createEntityRequestText(operations, contextVariables, options.variableNames),
  };
}

/** What a fetch asks of entities at any path, without the operation's name, which has a number. */
function formatFetch({ node }: PlannedFetch): string {
  const { operation, operationName = "", outputRewrites, contextRewrites } = node;
  const text = operation.replace(operationName, "");
  return JSON.stringify([text, outputRewrites, contextRewrites]);
}

function groupBy<Item>(
  items: readonly Item[],
  format: (item: Item) => string,
): Map<string, [Item, ...Item[]]> {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const group = groups.get(format(item));
    if (group === undefined) groups.set(format(item), [item]);
    else group.push(item);
  }
  return groups;
}

function compilePart(
  fetches: FetchGroup,
  operation: OperationDefinitionNode | undefined,
  soleWriters: ReadonlySet<PlannedFetch>,
  options: StepOptions,
): EntityPart {
  if (operation === undefined) throw new Error("an entity fetch without an operation");
  return {
    sources: fetches.map((fetch) => ({
      node: fetch.node,
      path: fetch.path,
      sharesObjects: soleWriters.has(fetch),
      findType: compileTypes(fetch.node, operation, options),
    })),
    contextArguments: readContextArguments(fetches[0].node),
  };
}

/** What a fetch does for the objects of each type, compiled for the first of them. */
function compileTypes(
  node: FetchNode,
  operation: OperationDefinitionNode,
  { subtypes, findEntityKeys }: StepOptions,
): EntitySource["findType"] {
  const { requires = [], inputRewrites = [], serviceName } = node;
  const findKeys = (typename: string) => findEntityKeys(serviceName, typename);
  const { ofType } = readFetchFields(node, readEntitySelection(operation), subtypes);
  const findFields = rememberByType(subtypes, ofType);
  return rememberByType(subtypes, (typename): EntityType | null => {
    const representation = compileRepresentation({ requires, inputRewrites, typename, subtypes, findKeys });
    if (representation === null) return null;
    const fields = ofType(typename);
    return { representation, fields, findFields: (name) => findFields(name) ?? fields };
  });
}

/** Null for a name of no type: a subgraph that makes up names could fill the memory with them. */
function rememberByType<Value>(
  subtypes: Subtypes,
  build: (typename: string) => Value,
): (typename: unknown) => Value | null {
  const values = new Map<unknown, Value>();
  return (typename) => {
    const known = values.get(typename);
    if (known !== undefined) return known;
    if (typeof typename !== "string" || !subtypes.isKnown(typename)) return null;
    const value = build(typename);
    values.set(typename, value);
    return value;
  };
}
