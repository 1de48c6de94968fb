import { type DocumentNode, Kind, visit } from "graphql";
import type { ClientOperation } from "../executors/executor.ts";

/** Takes out fragments, variables and values that nothing uses any more. */
export function tidy(operation: ClientOperation): ClientOperation {
  const document = withoutUnusedVariables(withoutUnusedFragments(operation.document));
  const declared = listNames(document, Kind.VARIABLE_DEFINITION);
  const values = Object.entries(operation.variables).filter(([name]) => declared.has(name));
  return { ...operation, document, variables: Object.fromEntries(values) };
}

function withoutUnusedFragments(document: DocumentNode): DocumentNode {
  const spread = listNames(document, Kind.FRAGMENT_SPREAD);
  const definitions = document.definitions.filter(
    (definition) => definition.kind !== Kind.FRAGMENT_DEFINITION || spread.has(definition.name.value),
  );
  if (definitions.length === document.definitions.length) return document;
  return withoutUnusedFragments({ ...document, definitions });
}

function withoutUnusedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      used.add(name.value);
    },
  });
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? false : null),
  });
}

function listNames(document: DocumentNode, kind: Kind.FRAGMENT_SPREAD | Kind.VARIABLE_DEFINITION): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    FragmentSpread: ({ name }) => {
      if (kind === Kind.FRAGMENT_SPREAD) names.add(name.value);
    },
    VariableDefinition: ({ variable }) => {
      if (kind === Kind.VARIABLE_DEFINITION) names.add(variable.name.value);
    },
  });
  return names;
}
