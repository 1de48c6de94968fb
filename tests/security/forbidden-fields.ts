import { type ConstDirectiveNode, Kind, parse } from "graphql";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import type { SelectedField } from "./selected-fields.ts";

/** Which fields the rules in a supergraph's text forbid, read without the code that enforces them. */
export interface TextRules {
  /** Whether `caller` may not be given `field` of an object of its type. */
  forbids(field: SelectedField, caller: MaybeCaller): boolean;
}

type Rule = (caller: MaybeCaller) => boolean;

/** Reads the directives on types and fields. Interfaces are left to the objects that a selection on them reaches. */
export function readRules(supergraphSdl: string): TextRules {
  const rules = new Map<string, readonly Rule[]>();
  for (const definition of parse(supergraphSdl).definitions) {
    if (definition.kind === Kind.SCALAR_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_DEFINITION) {
      rules.set(definition.name.value, (definition.directives ?? []).flatMap(readRule));
    }
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const { name, directives = [] } of definition.fields ?? []) {
      rules.set(`${definition.name.value}.${name.value}`, directives.flatMap(readRule));
    }
  }
  return {
    forbids({ typeName, fieldName, returnedType }, caller) {
      if (fieldName.startsWith("__")) return false;
      const concerned = [typeName, `${typeName}.${fieldName}`, returnedType];
      return concerned.some((coordinate) => rules.get(coordinate)?.some((rule) => !rule(caller)));
    },
  };
}

function readRule(directive: ConstDirectiveNode): Rule[] {
  switch (directive.name.value) {
    case "authenticated":
      return [(caller) => caller !== null];
    case "requiresScopes": {
      const alternatives = readLists(directive);
      return [(caller) => alternatives.some((scopes) => scopes.every((scope) => caller?.scopes.has(scope)))];
    }
    case "policy":
      return [() => false];
    default:
      return [];
  }
}

function readLists({ arguments: [scopes] = [] }: ConstDirectiveNode): string[][] {
  if (scopes?.value.kind !== Kind.LIST) throw new Error("no list of lists");
  return scopes.value.values.map((list) => {
    if (list.kind !== Kind.LIST) throw new Error("no list of lists");
    return list.values.map((scope) => (scope.kind === Kind.STRING ? scope.value : ""));
  });
}
