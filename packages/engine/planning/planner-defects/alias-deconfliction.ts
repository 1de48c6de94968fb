import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  print,
  type VariableNode,
  visit,
} from "graphql";
import { REQUIREMENT_PREFIX } from "./required-arguments.ts";

const ALIAS_PREFIX = "_alias_";
const VARIABLE_PREFIX = "_variable_";
/** Variables that the planner, or merging fetches, adds to operations. */
const ADDED_VARIABLES = /^(?:representations|contextualArgument_.*|_r\d.*|_variable_.*)$/;

/** An operation whose names the planner cannot take for others. */
export interface ShieldedOperation {
  /** The operation and its fragments. */
  readonly document: DocumentNode;
  /** Under which key the data of a field lies. */
  readonly findDataKey: (field: FieldNode) => string;
  /** The response keys of those fields whose data lies under another one. */
  readonly responseKeys: ReadonlyMap<string, string>;
  /** The client's names of those variables that got another one. */
  readonly variableNames: ReadonlyMap<string, string>;
}

/** Renames what must be renamed in one operation. */
export type NameShield = (
  operation: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
) => ShieldedOperation;

/**
 * A shield for operations over `schema`. Apollo's planner tells fields apart by their response keys alone:
 *
 * - where a client calls one field by the name of another, as in `{ id: title }`, the one would be sent to subgraphs,
 *   or back to the client, for the other;
 * - where it asks objects of two types for one field with different arguments, under one key, and a subgraph knows
 *   both by one type (`@interfaceObject`), the one would be asked of all.
 *
 * So each meaning gets a key of its own. The same goes for what every JavaScript object seems to have, `constructor`
 * or `__proto__`.
 */
export function createNameShield(schema: GraphQLSchema): NameShield {
  const names = listNames(schema);

  function isAmbiguous({ alias, name }: FieldNode): boolean {
    if (alias === undefined || alias.value === name.value) return false;
    const key = alias.value;
    const isOurs = key.startsWith(ALIAS_PREFIX) || key.startsWith(REQUIREMENT_PREFIX);
    return isOurs || names.has(key) || key in Object.prototype;
  }

  return (operation, fragments) => {
    const definitions: readonly DefinitionNode[] = [operation, ...fragments];
    const dataKeys = findDataKeys(definitions, isAmbiguous);
    const variableNames = new Map<string, string>();

    function findDataKey(field: FieldNode): string {
      return dataKeys.get(formatMeaning(field)) ?? findResponseKey(field);
    }

    function renameField(field: FieldNode): FieldNode | undefined {
      const key = findDataKey(field);
      return key === findResponseKey(field) ? undefined : { ...field, alias: buildName(key) };
    }

    function renameVariable(variable: VariableNode): VariableNode | undefined {
      const { value } = variable.name;
      if (!ADDED_VARIABLES.test(value)) return undefined;
      variableNames.set(`${VARIABLE_PREFIX}${value}`, value);
      return { ...variable, name: buildName(`${VARIABLE_PREFIX}${value}`) };
    }

    const renamed = definitions
      .map((definition) => visit(definition, { Field: renameField }))
      .map((definition) => visit(definition, { Variable: renameVariable }));
    return {
      document: { kind: Kind.DOCUMENT, definitions: renamed },
      findDataKey,
      responseKeys: new Map(
        [...dataKeys].map(([meaning, key]) => [key, meaning.slice(0, meaning.indexOf(":"))]),
      ),
      variableNames,
    };
  };
}

/** The keys of those meanings that cannot have their response keys. */
function findDataKeys(
  definitions: readonly DefinitionNode[],
  isAmbiguous: (field: FieldNode) => boolean,
): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  const dataKeys = new Map<string, string>();
  function visitField(field: FieldNode): void {
    const key = findResponseKey(field);
    const meaning = formatMeaning(field);
    const isOwner = !isAmbiguous(field) && (owners.get(key) ?? meaning) === meaning;
    if (isOwner) owners.set(key, meaning);
    else if (!dataKeys.has(meaning)) dataKeys.set(meaning, `${ALIAS_PREFIX}${dataKeys.size}_${key}`);
  }
  for (const definition of definitions) visit(definition, { Field: visitField });
  return dataKeys;
}

/** A response key, and what it stands for. */
function formatMeaning(field: FieldNode): string {
  const given = (field.arguments ?? []).map((argument) => print(argument)).sort(compareText);
  return `${findResponseKey(field)}:${field.name.value}(${given.join()})`;
}

function findResponseKey({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function buildName(value: string): NameNode {
  return { kind: Kind.NAME, value };
}

function listNames(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set(["__typename"]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const name of Object.keys(type.getFields())) names.add(name);
  }
  return names;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
