import {
  type ASTNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  parse,
  Source,
  type Token,
  TokenKind,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from "graphql";
import type { Place } from "./problem.ts";
import type { SubgraphSchema } from "./subgraph-schema.ts";

/** The parsed SDL of one subgraph. */
export interface SubgraphDocument {
  readonly name: string;
  readonly source: Source;
  readonly document: DocumentNode;
}

/** Parses the SDL of a subgraph. Throws a GraphQLError with its position on a syntax error. */
export function parseSubgraph({ name, sdl, file }: Omit<SubgraphSchema, "routingUrl">): SubgraphDocument {
  const source = new Source(sdl, file);
  return { name, source, document: parse(source) };
}

/** Finds the place of a node by its Source, which tells its subgraph; null for a node that composition made itself. */
export function findNodePlace(node: ASTNode, subgraphs: readonly SubgraphDocument[]): Place | null {
  const subgraph = subgraphs.find(({ source }) => source === node.loc?.source);
  const token = findFirstToken(node);
  if (!token || !subgraph) return null;
  return { file: subgraph.source.name, line: token.line, column: token.column, subgraph: subgraph.name };
}

// A definition begins with its description, which may be a page long; the place is after that.
function findFirstToken(node: ASTNode): Token | null | undefined {
  const description = "description" in node ? node.description : undefined;
  let token = description ? description.loc?.endToken.next : node.loc?.startToken;
  while (token?.kind === TokenKind.COMMENT) token = token.next;
  return token;
}

/**
 * Finds a subgraph's definitions and extensions of a type (`Book`) or a member (`Book.title`, `Book.title(short:)`).
 */
export function findDefinitions(coordinate: string, { document }: SubgraphDocument): ASTNode[] {
  const [typeName, memberName] = coordinate.replace(/\(.*$/, "").split(".");
  const types = document.definitions
    .filter((node) => isTypeDefinitionNode(node) || isTypeExtensionNode(node))
    .filter((node) => node.name.value === typeName);
  return memberName === undefined ? types : types.flatMap(listMembers).filter((node) => node.name.value === memberName);
}

/** The fields, input fields or enum values of a type. */
export function listMembers(
  type: TypeDefinitionNode | TypeExtensionNode,
): readonly (FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode)[] {
  if ("fields" in type) return type.fields ?? [];
  return "values" in type ? (type.values ?? []) : [];
}
