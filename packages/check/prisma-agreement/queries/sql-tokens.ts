/** A piece of SQL: a token, or what stands between parentheses. */
export type SqlNode = SqlToken | SqlGroup;

export interface SqlToken {
  /** `placeholder`: a value, or even a column, that is put in at run time. */
  readonly kind: "word" | "name" | "value" | "placeholder" | "symbol";
  /** Words and quoted names as they are compared, in lower case; symbols as written. */
  readonly text: string;
}

export interface SqlGroup {
  readonly kind: "group";
  readonly nodes: readonly SqlNode[];
}

const SKIPPED = /(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const TOKENS: readonly (readonly [SqlToken["kind"], RegExp])[] = [
  ["value", /'(?:[^']|'')*'|\d[\w.]*/y],
  ["name", /"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]/y],
  ["word", /[A-Za-z_][\w$]*/y],
  ["placeholder", /\?\d*|[:@$]\w+/y],
  ["symbol", /[<>=!|]+|[^\s]/y],
];

/**
 * Splits SQLite's SQL into tokens, nested by parentheses. It never fails: what is no SQL gives tokens that mean nothing
 * to whoever reads them.
 */
export function parseSql(sql: string): readonly SqlNode[] {
  return nest(tokenize(sql)).nodes;
}

/** Whether `node` is one of these unquoted words. */
export function isWord(node: SqlNode | undefined, ...words: readonly string[]): boolean {
  return node?.kind === "word" && words.includes(node.text);
}

/** Whether `node` is this symbol. */
export function isSymbol(node: SqlNode | undefined, text: string): boolean {
  return node?.kind === "symbol" && node.text === text;
}

/** The name that a word or a quoted name stands for, in lower case; null for anything else. */
export function readName(node: SqlNode | undefined): string | null {
  return node?.kind === "word" || node?.kind === "name" ? node.text : null;
}

/** Splits at a separator, which is not part of the result. */
export function splitNodes(
  nodes: readonly SqlNode[],
  isSeparator: (node: SqlNode, index: number) => boolean,
): SqlNode[][] {
  const parts: SqlNode[][] = [[]];
  for (const [index, node] of nodes.entries()) {
    if (isSeparator(node, index)) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts;
}

function tokenize(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let position = 0;
  while (position < sql.length) {
    const skipped = matchAt(SKIPPED, sql, position);
    position += skipped.length;
    const token = readToken(sql, position);
    if (token === null) break;
    position += token.length;
    tokens.push(token);
  }
  return tokens;
}

function readToken(sql: string, position: number): (SqlToken & { readonly length: number }) | null {
  for (const [kind, pattern] of TOKENS) {
    const text = matchAt(pattern, sql, position);
    if (text === "") continue;
    const name = kind === "name" ? text.slice(1, -1) : text;
    return { kind, text: name.toLowerCase(), length: text.length };
  }
  return null;
}

function matchAt(pattern: RegExp, text: string, position: number): string {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0] ?? "";
}

function nest(tokens: readonly SqlToken[]): SqlGroup {
  const open: SqlNode[][] = [[]];
  for (const token of tokens) {
    if (isSymbol(token, "(")) {
      open.push([]);
    } else if (isSymbol(token, ")") && open.length > 1) {
      const nodes = open.pop() ?? [];
      open.at(-1)?.push({ kind: "group", nodes });
    } else {
      open.at(-1)?.push(token);
    }
  }
  return { kind: "group", nodes: open.flat() };
}
