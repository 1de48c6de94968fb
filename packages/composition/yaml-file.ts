import { type Document, isAlias, isMap, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import type { Place } from "./problem.ts";

/** The keys that lead to a value, outermost first. */
export type KeyPath = readonly string[];

/**
 * Parses YAML 1.2 text. Never throws.
 * @param file its name in places
 * @returns its content as plain data, which is null with syntax errors
 */
export function parseYamlFile(text: string, file: string) {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: "error" });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col, subgraph: null };
  };
  const buildError = (reason: string, offset: number) => ({
    message: `This is not valid YAML: ${reason}.`,
    mend: "Correct it.",
    place: placeAt(offset),
  });
  /** The place of the key a path ends in, or of the innermost key on the way that exists. */
  const placeOf = (path: KeyPath) => placeAt(findKeyOffset(document, path));
  // A warning is an unknown tag: its value would silently have another meaning.
  const errors = [...document.errors, ...document.warnings];
  const syntaxErrors = errors.map(({ message, pos }) => buildError(message, pos[0]));
  try {
    // Aliases are resolved here: an unknown one, or too many of them, make toJS throw.
    const content: unknown = syntaxErrors.length > 0 ? null : document.toJS();
    return { content, syntaxErrors, placeOf };
  } catch (error) {
    return { content: null, syntaxErrors: [buildError(String(error), 0)], placeOf };
  }
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
