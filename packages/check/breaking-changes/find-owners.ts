import {
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  parse,
  type TypeDefinitionNode,
} from "graphql";
import { listMembers } from "../../composition/subgraph-document.ts";
import { parseCoordinate, type SchemaChange } from "./schema-change.ts";

/** Lists the subgraphs that define a changed element; empty when the supergraph lacks it. */
export type FindOwners = (change: SchemaChange) => string[];

/** Reads owners from the join directives of a composed supergraph (https://specs.apollo.dev/join/v0.5/). */
export function buildFindOwners(supergraphSdl: string): FindOwners {
  const document = parse(supergraphSdl, { noLocation: true });
  const types = new Map(
    document.definitions.filter(isTypeDefinitionNode).map((node) => [node.name.value, node]),
  );
  const names = readSubgraphNames(document);
  return (change) => {
    const type = types.get(parseCoordinate(change.coordinate).type);
    const graphs = type ? listGraphs(type, change) : [];
    return [...new Set(graphs)].map((graph) => names.get(graph) ?? graph);
  };
}

function readSubgraphNames(document: DocumentNode): Map<string, string> {
  const graphs = document.definitions.find(
    (node): node is EnumTypeDefinitionNode =>
      node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === "join__Graph",
  );
  return new Map(
    (graphs?.values ?? []).map(({ name: { value }, directives }) => [
      value,
      findArgument(directives?.[0], "name") ?? value,
    ]),
  );
}

function listGraphs(type: TypeDefinitionNode, change: SchemaChange): string[] {
  const { field } = parseCoordinate(change.coordinate);
  const typeGraphs = readGraphs(type.directives, "join__type");
  if (change.member !== null) return listMemberGraphs(type, change.member, typeGraphs);
  if (field === null) return typeGraphs;
  const node = listMembers(type).find(({ name }) => name.value === field);
  if (!node) return [];
  const resolving = node.directives?.filter((directive) => !isElsewhere(directive));
  const graphs = [...readGraphs(resolving, "join__field"), ...readGraphs(resolving, "join__enumValue")];
  return graphs.length > 0 ? graphs : typeGraphs;
}

// A subgraph may have a field that another resolves: an external or an overridden one.
function isElsewhere(directive: ConstDirectiveNode): boolean {
  return ["external", "usedOverridden"].some((name) => findArgument(directive, name) === "true");
}

function listMemberGraphs(type: TypeDefinitionNode, member: string, typeGraphs: string[]): string[] {
  const isMember = (directive: ConstDirectiveNode) =>
    ["member", "interface"].some((name) => findArgument(directive, name) === member);
  const directives = type.directives?.filter(isMember);
  const graphs = ["join__unionMember", "join__implements"].flatMap((name) => readGraphs(directives, name));
  return graphs.length > 0 ? graphs : typeGraphs;
}

function readGraphs(directives: readonly ConstDirectiveNode[] | undefined, name: string): string[] {
  const own = directives?.filter((directive) => directive.name.value === name) ?? [];
  return own.flatMap((directive) => findArgument(directive, "graph") ?? []);
}

function findArgument(directive: ConstDirectiveNode | undefined, name: string): string | null {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value && "value" in value ? String(value.value) : null;
}
