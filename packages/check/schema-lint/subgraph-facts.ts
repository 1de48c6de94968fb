import {
  type ASTNode,
  type DocumentNode,
  type FieldDefinitionNode,
  GraphQLError,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  type OperationTypeNode,
  parse,
  Source,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  type TypeNode,
} from "graphql";
import {
  type DirectiveNames,
  findDirectives,
  hasDirective,
  readArgument,
  readDirectiveNames,
} from "../../composition/federation-directives.ts";
import type { Place } from "../../composition/problem.ts";
import { listMembers } from "../../composition/subgraph-document.ts";
import type { CheckContext } from "../step.ts";
import { hideMachinery } from "./hide-machinery.ts";

/** A subgraph's SDL, and the facts that the checks need. */
export type SubgraphFacts = Readonly<ReturnType<typeof readSubgraph>>;

/** One type of a subgraph, with its definition and extensions. */
export interface TypeFacts {
  readonly name: string;
  readonly nodes: readonly (TypeDefinitionNode | TypeExtensionNode)[];
  readonly fields: readonly FieldDefinitionNode[];
  readonly keys: readonly EntityKey[];
}

/** One `@key` of an entity. */
export type EntityKey = Readonly<ReturnType<typeof readKey>>;

/** Reads the facts of every subgraph whose SDL is GraphQL; composition reports the others. */
export function readSubgraphs(subgraphs: CheckContext["subgraphs"]): SubgraphFacts[] {
  return subgraphs.flatMap((subgraph) => {
    try {
      return [readSubgraph(subgraph)];
    } catch (error) {
      if (error instanceof GraphQLError) return [];
      throw error;
    }
  });
}

function readSubgraph({ name, file, sdl: written }: CheckContext["subgraphs"][number]) {
  const whole = parse(new Source(written, file));
  const directiveNames = readDirectiveNames(whole);
  const sdl = hideMachinery(written, whole, directiveNames);
  const document = sdl === written ? whole : parse(new Source(sdl, file));
  return {
    name,
    file,
    sdl,
    document,
    directiveNames,
    types: readTypes(document, directiveNames),
    rootTypes: readRootTypes(document),
  };
}

function readTypes(document: DocumentNode, names: DirectiveNames): ReadonlyMap<string, TypeFacts> {
  const types = new Map<string, TypeFacts>();
  for (const node of document.definitions) {
    if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) continue;
    const name = node.name.value;
    const known = types.get(name) ?? { name, nodes: [], fields: [], keys: [] };
    types.set(name, {
      name,
      nodes: [...known.nodes, node],
      fields: [...known.fields, ...listMembers(node).filter((member) => member.kind === Kind.FIELD_DEFINITION)],
      keys: [...known.keys, ...findDirectives(node, "key", names).map(readKey)],
    });
  }
  return types;
}

function readKey(directive: Parameters<typeof readArgument>[0]) {
  return {
    directive,
    /** The key's outermost fields: `id` and `shop` of `"id shop { id }"`. */
    fieldNames: readFieldSet(String(readArgument(directive, "fields"))),
    /** False for a stub, which refers to the entity and cannot fetch it. */
    isResolvable: readArgument(directive, "resolvable") !== false,
  };
}

// Composition reports an invalid field set.
function readFieldSet(fields: string): string[] {
  try {
    const [operation] = parse(`{ ${fields} }`).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
    const { selections } = operation.selectionSet;
    return selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
  } catch {
    return [];
  }
}

const CUSTOMARY_ROOT_TYPES = [
  ["Query", "query"],
  ["Mutation", "mutation"],
  ["Subscription", "subscription"],
] as const;

/** The kind of operation of each root type, by the type's name. */
function readRootTypes({ definitions }: DocumentNode): ReadonlyMap<string, `${OperationTypeNode}`> {
  const schemas = definitions.filter(
    (node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION,
  );
  const named = schemas
    .flatMap(({ operationTypes }) => operationTypes ?? [])
    .map(({ type, operation }) => [type.name.value, operation] as const);
  const isNamedInFull = schemas.some(({ kind }) => kind === Kind.SCHEMA_DEFINITION);
  return new Map<string, `${OperationTypeNode}`>([...(isNamedInFull ? [] : CUSTOMARY_ROOT_TYPES), ...named]);
}

/** The place of a node of a subgraph's SDL. */
export function buildSdlPlace(node: ASTNode, { file, name }: SubgraphFacts): Place {
  const { line = null, column = null } = node.loc?.startToken ?? {};
  return { file, line, column, subgraph: name };
}

/** The name of the type inside all lists and exclamation marks. */
export function readNamedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : readNamedType(type.type);
}

/** Whether another subgraph resolves the field. */
export function isExternal(field: FieldDefinitionNode, { directiveNames }: SubgraphFacts): boolean {
  return hasDirective(field, "external", directiveNames);
}

/** Whether the field is part of a key of its type, so that every subgraph with the entity has it. */
export function isKeyField(field: FieldDefinitionNode, { keys }: TypeFacts): boolean {
  return keys.some(({ fieldNames }) => fieldNames.includes(field.name.value));
}

/** The object types of values of the named type: itself, or the members of its interface or union. */
export function listPossibleTypes(name: string, { types }: SubgraphFacts): string[] {
  const members = (types.get(name)?.nodes ?? []).flatMap((node) =>
    node.kind === Kind.UNION_TYPE_DEFINITION || node.kind === Kind.UNION_TYPE_EXTENSION
      ? (node.types ?? []).map((member) => member.name.value)
      : [],
  );
  const implementers = [...types.values()].filter((type) => implementsInterface(type, name));
  const possible = [...members, ...implementers.map((type) => type.name)];
  return possible.length > 0 ? possible : [name];
}

function implementsInterface({ nodes }: TypeFacts, name: string): boolean {
  return nodes.some((node) => "interfaces" in node && node.interfaces?.some((one) => one.name.value === name));
}
