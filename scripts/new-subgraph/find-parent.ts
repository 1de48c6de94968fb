import { type ASTNode, Kind, print } from "graphql";
import { findEntityOwners } from "../../packages/check/schema-lint/entity-owners.ts";
import type { SubgraphFacts, TypeFacts } from "../../packages/check/schema-lint/subgraph-facts.ts";
import { readArgument } from "../../packages/composition/federation-directives.ts";
import { CommandError } from "../command-line.ts";
import { capitalize, type Placeholders, requireTypeName, spellOut, uncapitalize } from "./choose-names.ts";

/**
 * What the placeholders of the entity `name`, which the new subgraph extends, stand for.
 * @throws CommandError when there is no such entity, or none with a key that one column can hold
 */
export function findParent(name: string, subgraphs: readonly SubgraphFacts[]): Placeholders {
  requireTypeName("--extends", name);
  const parent = uncapitalize(name);
  if (["id", "name", "createdAt"].includes(parent))
    throw new CommandError(`--extends ${name}: the new entity has a field ${parent} already`);
  const owners = findEntityOwners(subgraphs);
  if (!owners.has(name)) {
    const known = [...owners.keys()].toSorted((one, other) => one.localeCompare(other)).join(", ");
    throw new CommandError(`--extends ${name}: the graph has no such entity; there are: ${known || "none"}`);
  }
  const holders = subgraphs.filter(({ types }) => types.get(name)?.keys[0] !== undefined);
  const owner = holders.find((subgraph) => subgraph.name === owners.get(name)) ?? holders[0];
  const type = owner?.types.get(name);
  const key = type && findSimpleKey(type);
  if (key === undefined)
    throw new CommandError(
      `--extends ${name}: it has no simple key, which is one field of the type ID! or String!, such as @key(fields: "id")`,
    );
  return {
    parent,
    Parent: name,
    parentOne: spellOut(name),
    owner: owner?.name ?? "",
    key: key.name.value,
    keyType: print(key.type),
    column: parent + capitalize(key.name.value),
    parentDescription: describe(type?.nodes ?? [], `One ${spellOut(name)}.`),
    keyDescription: describe([key], "Stable and unique."),
  };
}

function findSimpleKey({ keys, fields, nodes }: TypeFacts) {
  if (nodes.some(({ kind }) => kind.startsWith("Interface"))) return undefined;
  const resolvable = keys.filter(({ isResolvable }) => isResolvable);
  const names = resolvable.map(({ directive }) => String(readArgument(directive, "fields")).trim());
  return fields.find(({ name, type }) => names.includes(name.value) && /^(?:ID|String)!$/.test(print(type)));
}

/** The owner's description, in one line: composition wants it to be the same everywhere. */
function describe(nodes: readonly ASTNode[], otherwise: string): string {
  const described = nodes.flatMap((node) => ("description" in node && node.description) || []);
  return print({ kind: Kind.STRING, value: described[0]?.value ?? otherwise });
}
