import { type ConstDirectiveNode, Kind, type ObjectTypeDefinitionNode, parse, print, visit } from "graphql";
import { composeLinked } from "./authorized-graph.ts";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@shareable", "@external", "@requires", "@context", "@fromContext", "@interfaceObject", "@inaccessible",
  "@authenticated", "@requiresScopes", "@policy"
])\n`;

/** Subgraphs whose fields are computed from others in every way there is. */
export const COMPUTED_FIELDS = {
  a: `
    type Query { item: Item pet: Pet dog: Dog box: Box shelf: Shelf any: Any }
    union Any = Dog | Cat
    type Item @key(fields: "id") {
      id: ID! open: String secret: String part: Part pet: Pet any: Any word: Word
    }
    scalar Word
    type Part { secret: String open: String }
    interface Pet @key(fields: "id") { id: ID! name: String }
    type Dog implements Pet @key(fields: "id") { id: ID! name: String bark: String }
    type Cat implements Pet @key(fields: "id") { id: ID! name: String }
    type Box @key(fields: "id") @context(name: "place") { id: ID! secret: String thing: Thing }
    type Shelf @key(fields: "id") @context(name: "place") { id: ID! hidden: String thing: Thing }
    type Thing @key(fields: "id") {
      id: ID!
      label(text: String @fromContext(field: "$place ... on Box { secret } ... on Shelf { hidden }")): String
    }`,
  b: `
    type Item @key(fields: "id") {
      id: ID!
      secret: String @external
      part: Part @external
      pet: Pet @external
      any: Any @external
      word: Word @external
      derived: String @requires(fields: "secret")
      nested: String @requires(fields: "part { secret }")
      typed: String @requires(fields: "pet { ... on Dog { bark } }")
      abstract: String @requires(fields: "pet { name }")
      united: String @requires(fields: "any { ... on Cat { name } }")
      worded: String @requires(fields: "word")
    }
    scalar Word
    type Part { secret: String @external }
    union Any = Dog | Cat
    interface Pet { name: String }
    type Dog implements Pet @key(fields: "id", resolvable: false) { id: ID! name: String @external bark: String @external }
    type Cat implements Pet @key(fields: "id", resolvable: false) { id: ID! name: String @external }`,
  c: `
    type Item @key(fields: "id") {
      id: ID! derived: String @external chained: String @requires(fields: "derived")
    }
    type Pet @key(fields: "id") @interfaceObject {
      id: ID! name: String @external tag: String loud: String @requires(fields: "name")
    }`,
};

/** Brings the access features into the supergraph; nothing asks for it. */
const LINKED =
  'extend type Query { linked: String @authenticated @requiresScopes(scopes: [["a"]]) @policy(policies: [["p"]]) }';

/** Rules by the coordinate of a type or a field, as written in SDL: `@authenticated`. */
export type WrittenRules = Readonly<Record<string, string>>;

/**
 * A supergraph in which `rules` stand where they are put and nowhere else, as composition before November 2025 left
 * them: later versions refuse some of them, and derive others.
 */
export function composeAsBefore(typeDefs: Readonly<Record<string, string>>, rules: WrittenRules): string {
  const supergraphSdl = composeLinked(
    Object.fromEntries(
      Object.entries(typeDefs).map(([name, sdl], index) => [name, `${LINK}${sdl}${index === 0 ? LINKED : ""}`]),
    ),
  );
  return addRules(supergraphSdl, rules);
}

/** `supergraphSdl` with more rules in it. */
export function addRules(supergraphSdl: string, rules: WrittenRules): string {
  const unused = new Set(Object.keys(rules));
  const addTo = <Node extends { readonly directives?: readonly ConstDirectiveNode[] }>(
    node: Node,
    coordinate: string,
  ): Node => {
    const written = rules[coordinate];
    unused.delete(coordinate);
    return written === undefined
      ? node
      : { ...node, directives: [...(node.directives ?? []), ...parseDirectives(written)] };
  };
  const addToType = <Node extends Pick<ObjectTypeDefinitionNode, "name" | "fields" | "directives">>(
    node: Node,
  ): Node => {
    const fields = node.fields?.map((field) => addTo(field, `${node.name.value}.${field.name.value}`));
    return { ...addTo(node, node.name.value), ...(fields && { fields }) };
  };
  const document = visit(parse(supergraphSdl), {
    ObjectTypeDefinition: addToType,
    InterfaceTypeDefinition: addToType,
    ScalarTypeDefinition: (node) => addTo(node, node.name.value),
    EnumTypeDefinition: (node) => addTo(node, node.name.value),
  });
  if (unused.size > 0) throw new Error(`the supergraph has no ${[...unused].join()}`);
  return print(document);
}

function parseDirectives(written: string): readonly ConstDirectiveNode[] {
  const [definition] = parse(`scalar Any ${written}`).definitions;
  return definition?.kind === Kind.SCALAR_TYPE_DEFINITION ? (definition.directives ?? []) : [];
}
