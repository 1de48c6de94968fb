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
  visit,
} from "graphql";
import { REQUIREMENT_PREFIX } from "./requirements.ts";

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
 * A shield for operations over `schema`. Apollo's planner tells fields apart by their response keys: where a client
 * calls one field by the name of another, as in `{ id: title }`, the one would be sent to subgraphs, or back to the
 * client, for the other. The same goes for what every JavaScript object has, `constructor` or `__proto__`.
 */
export function createNameShield(schema: GraphQLSchema): NameShield {
  const names = listNames(schema);
  const isAmbiguous = (alias: string) =>
    names.has(alias) ||
    alias in Object.prototype ||
    alias.startsWith(ALIAS_PREFIX) ||
    alias.startsWith(REQUIREMENT_PREFIX);

  return (operation, fragments) => {
    const aliases = new Map<string, string>();
    const responseKeys = new Map<string, string>();
    const variableNames = new Map<string, string>();

    function renameAlias(field: FieldNode): FieldNode | undefined {
      const alias = field.alias?.value ?? field.name.value;
      if (alias === field.name.value || !isAmbiguous(alias)) return undefined;
      const meaning = formatMeaning(alias, field.name.value);
      const key = aliases.get(meaning) ?? `${ALIAS_PREFIX}${aliases.size}_${alias}`;
      aliases.set(meaning, key);
      responseKeys.set(key, alias);
      return { ...field, alias: buildName(key) };
    }

    function renameVariable(name: string): NameNode | undefined {
      if (!ADDED_VARIABLES.test(name)) return undefined;
      variableNames.set(`${VARIABLE_PREFIX}${name}`, name);
      return buildName(`${VARIABLE_PREFIX}${name}`);
    }

    const definitions = [operation, ...fragments].map((definition: DefinitionNode) =>
      visit(definition, {
        Field: { leave: renameAlias },
        Variable(variable) {
          const name = renameVariable(variable.name.value);
          return name === undefined ? undefined : { ...variable, name };
        },
      }),
    );
    return {
      document: { kind: Kind.DOCUMENT, definitions },
      findDataKey: ({ alias, name }) =>
        alias === undefined
          ? name.value
          : (aliases.get(formatMeaning(alias.value, name.value)) ?? alias.value),
      responseKeys,
      variableNames,
    };
  };
}

function formatMeaning(alias: string, fieldName: string): string {
  return `${alias}:${fieldName}`;
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
