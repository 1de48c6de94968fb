import { type Document, isAlias, isMap, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import type { Complaint, Place } from "./problem.ts";

/** The keys that lead to a value, outermost first. */
export type KeyPath = readonly string[];

/** A parsed YAML file: its content as plain data, and the place of each key. */
export interface YamlFile {
  readonly content: unknown;
  /** If there are any, `content` is null. */
  readonly syntaxErrors: readonly (Complaint & { readonly place: Place })[];
  /** The place of the key a path ends in, or of the innermost key on the way that exists. */
  placeOf(path: KeyPath): Place;
}

/** Parses YAML 1.2 text; `file` is the name in its places. Never throws. */
export function parseYamlFile(text: string, file: string): YamlFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: "error" });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col, subgraph: null };
  };
  // A warning is an unknown tag: its value would silently have another meaning.
  const syntaxErrors = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    ...notYaml(message),
    place: placeAt(pos[0]),
  }));
  const placeOf = (path: KeyPath) => placeAt(findKeyOffset(document, path));
  if (syntaxErrors.length > 0) return { content: null, syntaxErrors, placeOf };
  return { ...readContent(document, placeAt(0)), placeOf };
}

// Aliases are resolved here: an unknown one, or too many of them, make toJS throw.
function readContent(document: Document.Parsed, start: Place): Omit<YamlFile, "placeOf"> {
  try {
    return { content: document.toJS(), syntaxErrors: [] };
  } catch (error) {
    return { content: null, syntaxErrors: [{ ...notYaml(String(error)), place: start }] };
  }
}

function notYaml(message: string): Complaint {
  return { message: `This is not valid YAML: ${message}.`, mend: "Correct it." };
}

function findKeyOffset(document: Document.Parsed, path: KeyPath): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const key of path) {
    const pair = findPair(isAlias(node) ? node.resolve(document) : node, key);
    if (!pair) break;
    offset = (pair.key as Node | null)?.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

function findPair(node: unknown, key: string): Pair | undefined {
  return isMap(node) ? node.items.find((pair) => String(pair.key) === key) : undefined;
}
