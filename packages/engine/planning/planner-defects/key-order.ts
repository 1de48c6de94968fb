/**
 * Defect: to return to a subgraph after a `@requires`, Apollo's planner takes the first key, resolvable or not.
 * Without this: the subgraph is asked by a key that it cannot resolve, and refuses the request.
 * Work-around: before the planner reads the supergraph, resolvable keys are put before the others.
 * Test: tests/engine/planner-defects.test.ts > is asked with the other, after a required field has been fetched
 */
import { type ConstDirectiveNode, type DefinitionNode, type DocumentNode, Kind, parse } from "graphql";

/** The supergraph, with the resolvable keys of each type before the others. */
export function orderKeys(supergraphSdl: string): DocumentNode {
  const document = parse(supergraphSdl, { noLocation: true });
  return { ...document, definitions: document.definitions.map(orderKeysOfType) };
}

function orderKeysOfType(definition: DefinitionNode): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) {
    return definition;
  }
  const directives = definition.directives ?? [];
  const unresolvable = directives.filter(isUnresolvableKey);
  if (unresolvable.length === 0) return definition;
  const others = directives.filter((directive) => !isUnresolvableKey(directive));
  return { ...definition, directives: [...others, ...unresolvable] };
}

function isUnresolvableKey({ name, arguments: given = [] }: ConstDirectiveNode): boolean {
  return (
    name.value === "join__type" &&
    given.some(
      (argument) =>
        argument.name.value === "resolvable" && argument.value.kind === Kind.BOOLEAN && !argument.value.value,
    )
  );
}
