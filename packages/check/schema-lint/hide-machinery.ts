import { type DefinitionNode, type DocumentNode, Kind, type Location } from "graphql";
import type { DirectiveNames } from "../../composition/federation-directives.ts";

const TYPE = /^(?:_Any|_Entity|_Service|_?FieldSet|(?:core|federation|join|link)__\w+)$/;
const DIRECTIVES = ["link", "core"];
const FIELDS = ["_entities", "_service"];

/**
 * The SDL with spaces in place of what a federation library adds to it
 * (https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec): lines and
 * columns stay, and no rule judges what was not written here.
 */
export function hideMachinery(sdl: string, { definitions }: DocumentNode, names: DirectiveNames): string {
  return definitions
    .flatMap((node) => listMachinery(node, names))
    .reduce((text, { start, end }) => {
      return text.slice(0, start) + text.slice(start, end).replaceAll(/[^\r\n]/g, " ") + text.slice(end);
    }, sdl);
}

function listMachinery(node: DefinitionNode, names: DirectiveNames): Location[] {
  if (isMachinery(node, names)) return node.loc ? [node.loc] : [];
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
  const { fields = [] } = node;
  const hidden = fields.filter(({ name }) => FIELDS.includes(name.value));
  // A type without fields is no GraphQL.
  const nodes = hidden.length > 0 && hidden.length === fields.length ? [node] : hidden;
  return nodes.flatMap(({ loc }) => loc ?? []);
}

function isMachinery(node: DefinitionNode, names: DirectiveNames): boolean {
  if (!("name" in node) || node.name === undefined) return false;
  const name = node.name.value;
  if (node.kind === Kind.DIRECTIVE_DEFINITION) return names(name) !== null || DIRECTIVES.includes(name);
  return TYPE.test(name) || (name.includes("__") && names(name) !== null);
}
