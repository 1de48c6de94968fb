import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from "graphql";

/** Federation's name of the directive that a subgraph writes as `@<written>`; null when it is not federation's. */
export type DirectiveNames = (written: string) => string | null;

/** A node that may have directives. */
export interface Annotated {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** The directives of a schema without `@link`: those of Federation 1. */
const FEDERATION_1_DIRECTIVES = ["key", "requires", "provides", "external", "extends", "tag"];

/**
 * Reads a subgraph's names for the directives of Apollo's specifications from its `@link`s
 * (https://specs.apollo.dev/link/v1.0/): imported, imported under another name, or prefixed.
 */
export function readDirectiveNames(document: DocumentNode): DirectiveNames {
  const links = listLinks(document);
  if (!links.some(({ url }) => url.includes("/federation/"))) {
    return (written) => (FEDERATION_1_DIRECTIVES.includes(written) ? written : null);
  }
  const imported = new Map(links.flatMap(({ imports }) => imports));
  const prefixes = links.map(({ namespace }) => `${namespace}__`);
  return (written) => {
    const prefix = prefixes.find((candidate) => written.startsWith(candidate));
    return imported.get(written) ?? (prefix === undefined ? null : written.slice(prefix.length));
  };
}

/** The directives on `node` that federation knows as `@<name>`. */
export function findDirectives(node: Annotated, name: string, names: DirectiveNames): ConstDirectiveNode[] {
  return (node.directives ?? []).filter((directive) => names(directive.name.value) === name);
}

/** Whether `node` has a directive that federation knows as `@<name>`. */
export function hasDirective(node: Annotated, name: string, names: DirectiveNames): boolean {
  return findDirectives(node, name, names).length > 0;
}

/** The value of a directive's argument as plain data; undefined when it is absent. */
export function readArgument(directive: ConstDirectiveNode, name: string): unknown {
  const argument = directive.arguments?.find((candidate) => candidate.name.value === name);
  return argument && valueFromASTUntyped(argument.value);
}

function listLinks(document: DocumentNode) {
  const directives = document.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
  );
  return directives.filter(({ name }) => name.value === "link").map(readLink);
}

function readLink(directive: ConstDirectiveNode) {
  const url = String(readArgument(directive, "url"));
  const [, specification] = /([^/]+)\/v[^/]*$/.exec(url) ?? [];
  const imports = readArgument(directive, "import");
  return {
    url,
    namespace: String(readArgument(directive, "as") ?? specification),
    imports: (Array.isArray(imports) ? imports : []).flatMap(readImport),
  };
}

/** Pairs of the name written and the name in the specification. */
function readImport(entry: unknown): (readonly [string, string])[] {
  if (typeof entry === "string") return [[withoutSign(entry), withoutSign(entry)]];
  const { name, as: alias } = (entry ?? {}) as { name?: unknown; as?: unknown };
  return typeof name === "string" ? [[withoutSign(String(alias ?? name)), withoutSign(name)]] : [];
}

function withoutSign(name: string): string {
  return name.replace(/^@/, "");
}
