import type { FetchNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import { selectsAnyNumber } from "../operation/number-fields.ts";
import { readContextArguments } from "../planning/context-argument.ts";
import type { PlannedFetch } from "../planning/planned-fetch.ts";
import type { OperationPlan, Planner } from "../planning/planner.ts";
import { parseFetch, readFetchSelection } from "../planning/subgraph-operation.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import { createEntityRequestText } from "./entity-request-text.ts";
import { readFetchFields } from "./fetch-fields.ts";
import { type FetchGroup, mergeFetches } from "./merge-fetches.ts";
import { compileRepresentation } from "./representations/representation-writer.ts";
import { buildRequestText } from "./request-text.ts";
import { findSoleWriters } from "./sole-writers.ts";
import type { AnyStep, EntityPart, EntitySource, EntityStep, EntityType, EventStep, RootStep, Step } from "./step.ts";

/** What the fetches of every plan are compiled with. */
export interface StepCompiler {
  readonly schema: GraphQLSchema;
  readonly subtypes: Subtypes;
  readonly planner: Planner;
  readonly mergesEntityFetches: (subgraph: string) => boolean;
}

/** The fetches of a plan, each after those that it depends on, and what they are compiled with. */
export interface StepOptions extends StepCompiler, Pick<OperationPlan, "fetches" | "variableNames"> {
  readonly isMutation: boolean;
  /** Names the parts of the response that wait for a fetch. */
  readonly formatParts: (fetch: PlannedFetch) => string;
}

/** The steps that execute a plan, each after those it waits for. */
export function compileSteps(options: StepOptions): readonly Step[] {
  const { fetches, schema, isMutation, mergesEntityFetches, formatParts } = options;
  const groups = mergeFetches(fetches, (subgraph) => !isMutation && mergesEntityFetches(subgraph), formatParts);
  const soleWriters = findSoleWriters(fetches);
  const indexes = new Map(groups.flatMap((group, index) => group.map((fetch) => [fetch, index] as const)));
  const dependencies = groups.map(
    (group) => new Set(group.flatMap((fetch) => [...fetch.dependencies].map((before) => indexes.get(before)))),
  );
  return groups.map((group, index) => {
    const [{ node, path }] = group;
    const base = {
      index,
      subgraph: node.serviceName,
      operationName: node.operationName,
      path,
      needsExactNumbers: group.some((fetch) => selectsAnyNumber(schema, parseFetch(fetch.node))),
      dependencies: dependencies[index]?.size ?? 0,
      dependents: groups.flatMap((_group, other) => (dependencies[other]?.has(index) ? [other] : [])),
    };
    return node.requires === undefined
      ? { ...base, ...compileRoot(group[0], options) }
      : { ...base, ...compileEntities(group, soleWriters, options) };
  });
}

function compileRoot(
  { node }: PlannedFetch,
  { subtypes, variableNames }: StepOptions,
): Omit<RootStep, keyof AnyStep> | Omit<EventStep, keyof AnyStep> {
  const { operationKind } = node;
  if (node.contextRewrites !== undefined) {
    throw new Error(`the engine cannot execute a ${operationKind} of root fields like this`);
  }
  const operation = parseFetch(node);
  const fetch = {
    node,
    request: buildRequestText(operation, variableNames),
    fields: readFetchFields(node, operation.selectionSet, subtypes)(null),
  };
  return operationKind === "subscription" ? { kind: "event", ...fetch } : { kind: "root", operationKind, ...fetch };
}

function compileEntities(
  group: FetchGroup,
  soleWriters: ReadonlySet<PlannedFetch>,
  options: StepOptions,
): Omit<EntityStep, keyof AnyStep> {
  const groups = groupFetches(group);
  const parts = groups.map(
    (fetches): EntityPart => ({
      sources: fetches.map((fetch) => ({
        node: fetch.node,
        path: fetch.path,
        sharesObjects: soleWriters.has(fetch),
        findType: compileTypes(fetch.node, options),
      })),
      contextArguments: readContextArguments(fetches[0].node),
    }),
  );
  const contextVariables = parts.map(
    ({ contextArguments }) => new Set(contextArguments.map(({ variable }) => variable)),
  );
  return {
    kind: "entities",
    operationKind: "query",
    parts,
    request: createEntityRequestText(
      groups.map(([{ node }]) => parseFetch(node)),
      contextVariables,
      options.variableNames,
    ),
  };
}

/** What a fetch asks of entities at any path, without the operation's name, which has a number. */
function formatFetch({ node }: PlannedFetch): string {
  const { operation, operationName = "", outputRewrites, contextRewrites } = node;
  const text = operation.replace(operationName, "");
  return JSON.stringify([text, outputRewrites, contextRewrites]);
}

function groupFetches(fetches: FetchGroup): readonly FetchGroup[] {
  const groups = new Map<string, FetchGroup>();
  for (const fetch of fetches) {
    const key = formatFetch(fetch);
    const group = groups.get(key);
    groups.set(key, group === undefined ? [fetch] : [...group, fetch]);
  }
  return [...groups.values()];
}

/** What a fetch does for the objects of each type, compiled for the first of them. */
function compileTypes(node: FetchNode, { subtypes, planner }: StepOptions): EntitySource["findType"] {
  const { requires = [], inputRewrites = [], serviceName } = node;
  const findKeys = (typename: string) => planner.findEntityKeys(serviceName, typename);
  const ofType = readFetchFields(node, readFetchSelection(node), subtypes);
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
