/**
 * Defect: Apollo's planner tells fields apart by their response keys alone.
 * Without this: in `{ id: title }` the title is sent to subgraphs, or to the client, as the id. And if objects of two
 * types are asked for one field with different arguments under one key, a subgraph that knows both by one type
 * (`@interfaceObject`) is asked for all of them with the arguments of one.
 * Work-around: alias de-confliction. Before planning, each meaning of a key gets a key of its own; so does a key that
 * every JavaScript object inherits, such as `constructor`. Variables with a name that the planner adds are renamed too.
 * Test: tests/engine/planner-defects.test.ts > an alias > that is %s is taken for nothing else
 * Test: tests/engine/interface-object.test.ts > has the arguments of its own type
 * Test: tests/engine/hostile-data.test.ts > a client's variable
 */
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type NameNode,
  print,
  type VariableNode,
  visit,
} from "graphql";
import { isInherited } from "../../data-object.ts";
import { findResponseKey } from "../../operation/collect-fields.ts";
import { listDefinitions, type SelectedOperation } from "../../operation/select-operation.ts";
import { isAddedVariable } from "../added-variables.ts";
import { REQUIREMENT_PREFIX, readRequiredField } from "./required-arguments.ts";

const ALIAS_PREFIX = "_alias_";
const VARIABLE_PREFIX = "_variable_";

/** Renames aliases and variables of operations over `schema` where they conflict with others. */
export function createAliasDeconfliction(schema: GraphQLSchema) {
  const names = listFieldNames(schema);

  function isAmbiguous({ alias, name }: FieldNode): boolean {
    if (alias === undefined || alias.value === name.value) return false;
    const key = alias.value;
    const isOurs = key.startsWith(ALIAS_PREFIX) || key.startsWith(REQUIREMENT_PREFIX);
    return isOurs || names.has(key) || isInherited(key);
  }

  return (selected: SelectedOperation) => {
    const definitions = listDefinitions(selected);
    const dataKeys = findDataKeys(definitions, isAmbiguous);
    const responseKeys = new Map([...dataKeys].map(([meaning, key]) => [key, readKey(meaning)]));
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
      if (!isAddedVariable(value) && !value.startsWith(VARIABLE_PREFIX)) return undefined;
      variableNames.set(`${VARIABLE_PREFIX}${value}`, value);
      return { ...variable, name: buildName(`${VARIABLE_PREFIX}${value}`) };
    }

    const renamed = definitions.map((definition) =>
      visit(visit(definition, { Field: renameField }), { Variable: renameVariable }),
    );
    const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: renamed };
    return {
      document,
      /** The key under which the data holds a field. */
      findDataKey,
      /** The client's key for a key of the data. */
      restoreKey: (key: string) => readRequiredField(key) ?? responseKeys.get(key) ?? key,
      /** The client's names of renamed variables. */
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

/** A response key, and the field and arguments that it stands for. */
function formatMeaning(field: FieldNode): string {
  const given = new Set((field.arguments ?? []).map((argument) => print(argument)));
  return `${findResponseKey(field)}:${field.name.value}(${[...given].sort().join()})`;
}

function readKey(meaning: string): string {
  return meaning.slice(0, meaning.indexOf(":"));
}

function buildName(value: string): NameNode {
  return { kind: Kind.NAME, value };
}

function listFieldNames(schema: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(schema.getTypeMap());
  const names = types.flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [],
  );
  return new Set(["__typename", ...names]);
}
