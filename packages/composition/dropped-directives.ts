import {
  type ConstDirectiveNode,
  type DocumentNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  parse,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from "graphql";
import { readDirectiveNames } from "./federation-directives.ts";
import { listSome, type Problem } from "./problem.ts";
import { findNodePlace, listMembers, type SubgraphDocument } from "./subgraph-document.ts";

/** Directives of Apollo's specifications: composition uses them, or reports why it cannot. */
const COMPOSED = [
  ...["link", "core", "key", "requires", "provides", "external", "extends", "shareable", "override", "tag"],
  ...["inaccessible", "interfaceObject", "authenticated", "requiresScopes", "policy", "cost", "listSize"],
  ...["composeDirective", "context", "fromContext", "cacheTag"],
];

/** A message names this many elements and counts the others; its places are those of all. */
const MAXIMUM_NAMED = 5;

/**
 * The directives of subgraphs that their supergraph lacks, one warning for each directive of a subgraph. Composition
 * silently drops every directive without `@composeDirective`. `@oneOf` is kept if all subgraphs agree on it.
 */
export function findDroppedDirectives(subgraphs: readonly SubgraphDocument[], supergraphSdl: string): Problem[] {
  const kept = new Map(
    listElements(parse(supergraphSdl)).map(({ coordinate, directives }) => [
      coordinate,
      new Set(directives.map(({ name }) => name.value)),
    ]),
  );
  return subgraphs.flatMap((subgraph) => {
    const dropped = new Map<string, { coordinate: string; node: ConstDirectiveNode }[]>();
    const standardName = readDirectiveNames(subgraph.document);
    for (const { coordinate, directives } of listElements(subgraph.document)) {
      for (const node of directives) {
        const name = node.name.value;
        // If the element itself is left out, that has been reported.
        if (kept.get(coordinate)?.has(name) !== false) continue;
        if (COMPOSED.includes(standardName(name) ?? "")) continue;
        dropped.set(name, [...(dropped.get(name) ?? []), { coordinate, node }]);
      }
    }
    return [...dropped].map(([name, uses]) => buildProblem(name, uses, subgraphs));
  });
}

function buildProblem(
  name: string,
  uses: readonly { readonly coordinate: string; readonly node: ConstDirectiveNode }[],
  subgraphs: readonly SubgraphDocument[],
): Problem {
  const named = [...new Set(uses.map(({ coordinate }) => coordinate))];
  return {
    severity: "warning",
    code: "DIRECTIVE_NOT_COMPOSED",
    message: `@${name} is lost in the supergraph: composition drops it from ${listSome(named, MAXIMUM_NAMED)}.`,
    mend:
      name === "oneOf"
        ? "Mark the input in every subgraph that has it, and let each of its fields be null and have no default."
        : `Keep it with @composeDirective(name: "@${name}"), which needs an @link to its specification, or remove it.`,
    places: uses.flatMap(({ node }) => findNodePlace(node, subgraphs) ?? []),
  };
}

function listElements(document: DocumentNode) {
  return document.definitions.flatMap((node) =>
    isTypeDefinitionNode(node) || isTypeExtensionNode(node) ? listElementsOf(node) : [],
  );
}

function listElementsOf(type: TypeDefinitionNode | TypeExtensionNode) {
  const own = { coordinate: type.name.value, directives: type.directives ?? [] };
  const members = listMembers(type).flatMap((member) => {
    const coordinate = `${type.name.value}.${member.name.value}`;
    const given = "arguments" in member ? (member.arguments ?? []) : [];
    return [
      { coordinate, directives: member.directives ?? [] },
      ...given.map(({ name, directives = [] }) => ({
        coordinate: `${coordinate}(${name.value}:)`,
        directives,
      })),
    ];
  });
  return [own, ...members];
}
