import {
  type FieldNode,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { project, writeCanonical } from "../model/project.ts";
import type { FieldFacts } from "../model/subgraph-facts.ts";
import type { SubgraphModel } from "../model/supergraph-model.ts";
import { type DataObject, isDataObject } from "../model/world.ts";
import { readRepresentation } from "./entity-references.ts";
import type { Patch } from "./patches.ts";
import type { Run } from "./run.ts";
import { strikeField } from "./strike-field.ts";

/** An object of the data as a subgraph holds it. */
export interface SubgraphObject extends DataObject {
  /** What the router sent to have it found; absent where the subgraph came upon it itself. */
  readonly representation?: Readonly<Record<string, unknown>>;
  /** The external fields that `@provides` promised here. */
  readonly provided?: readonly SelectionSetNode[];
}

/** What the resolvers of one request share. */
export interface SubgraphContext {
  readonly run: Run;
  readonly subgraph: SubgraphModel;
  /** What becomes of the answer once it is executed. */
  readonly patches: Patch[];
}

/** Resolves every field of every subgraph. Throws when the router asks what it must not ask of this subgraph. */
export const resolveSubgraphField: GraphQLFieldResolver<SubgraphObject | undefined, SubgraphContext> = (
  source,
  given,
  context,
  info,
) => {
  const parent = source ?? findRoot(context.run, info);
  const facts = context.subgraph.types.get(info.parentType.name)?.fields.get(info.fieldName);
  if (facts === undefined) throw new Error(`${info.parentType.name} has no field ${info.fieldName}`);
  const provided = listProvided(parent, info.fieldName, context.run);
  if (facts.isExternal && provided.length === 0) throw new Error(`${info.fieldName} is another subgraph's field`);
  refuseOverridden(context, info, facts);
  const required = readRequired(parent, facts, context.run);
  const value = context.run.world.readField({ parent, fieldName: info.fieldName, given, required });
  const below = [...provided.map(({ selectionSet }) => selectionSet), facts.provides].filter((set) => set != null);
  return strikeField({ parent, value, context, info }, (item) => hold(item, below));
};

function findRoot(run: Run, { operation, parentType }: GraphQLResolveInfo): DataObject {
  return operation.operation === "mutation" ? run.nextMutation() : { typename: parentType.name, place: "Query" };
}

/** A field that two subgraphs have is asked of one of them, as its label says. */
function refuseOverridden(
  { subgraph, run }: SubgraphContext,
  info: GraphQLResolveInfo,
  { override }: FieldFacts,
): void {
  const label = subgraph.overridden.get(`${info.parentType.name}.${info.fieldName}`);
  const isTakenAway = label === null || (label !== undefined && run.isOverridden(label));
  if (isTakenAway) throw new Error(`${info.fieldName} was taken over`);
  const isTakenYet = override === null || override.label === null || run.isOverridden(override.label);
  if (!isTakenYet) throw new Error(`${info.fieldName} has not been taken over yet`);
}

/** What `@requires` selects, as the router sent it. */
function readRequired({ representation, typename }: SubgraphObject, { requires }: FieldFacts, { world }: Run): string {
  if (requires === null) return "";
  if (representation === undefined) throw new Error("what this field requires was not given");
  return writeCanonical(project(requires, readRepresentation(representation, typename), world.isOfType));
}

function listProvided(parent: SubgraphObject, fieldName: string, { world }: Run): readonly FieldNode[] {
  const isOfType = (condition: string) => world.isOfType(parent.typename, condition);
  return (parent.provided ?? []).flatMap((selection) => listSelected(selection, fieldName, isOfType));
}

function listSelected(
  { selections }: SelectionSetNode,
  fieldName: string,
  isOfType: (condition: string) => boolean,
): readonly FieldNode[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return node.name.value === fieldName ? [node] : [];
    if (node.kind === Kind.FRAGMENT_SPREAD) throw new Error("a field set has no named fragments");
    const applies = node.typeCondition === undefined || isOfType(node.typeCondition.name.value);
    return applies ? listSelected(node.selectionSet, fieldName, isOfType) : [];
  });
}

/** Notes on each object of a value what is provided of it. */
function hold(value: unknown, provided: readonly SelectionSetNode[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => hold(item, provided));
  return isDataObject(value) && provided.length > 0 ? { ...value, provided } : value;
}
