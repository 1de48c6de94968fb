import { type DirectiveNode, type DocumentNode, Kind, parse, type SelectionSetNode } from "graphql";
import { isCondition } from "../../packages/engine/operation/conditions.ts";

/**
 * Whether the root of a subscription in `text` has `@skip` or `@include` with a variable. GraphQL allows no condition
 * there (https://spec.graphql.org/draft/#sec-Single-Root-Field), and graphql-js throws at these instead of refusing them.
 */
export function hasRootCondition(text: string): boolean {
  if (!(text.includes("subscription") && text.includes("@"))) return false;
  const document = parseIfValid(text);
  return (
    document?.definitions.some(
      (definition) =>
        definition.kind === Kind.OPERATION_DEFINITION &&
        definition.operation === "subscription" &&
        hasCondition(definition.selectionSet, document, new Set()),
    ) ?? false
  );
}

function parseIfValid(text: string): DocumentNode | null {
  try {
    return parse(text, { noLocation: true });
  } catch {
    return null;
  }
}

/** @param visited the names of fragments that have been looked at */
function hasCondition({ selections }: SelectionSetNode, document: DocumentNode, visited: Set<string>): boolean {
  return selections.some((selection) => {
    if (selection.directives?.some(dependsOnVariable)) return true;
    if (selection.kind === Kind.INLINE_FRAGMENT) return hasCondition(selection.selectionSet, document, visited);
    if (selection.kind === Kind.FIELD || visited.has(selection.name.value)) return false;
    const { value: name } = selection.name;
    visited.add(name);
    return document.definitions.some(
      (definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION &&
        definition.name.value === name &&
        hasCondition(definition.selectionSet, document, visited),
    );
  });
}

function dependsOnVariable(directive: DirectiveNode): boolean {
  return isCondition(directive) && (directive.arguments ?? []).some(({ value }) => value.kind === Kind.VARIABLE);
}
