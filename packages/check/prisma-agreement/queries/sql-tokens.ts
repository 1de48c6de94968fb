/** A piece of SQL: a token, or a pair of parentheses with its content. */
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

/** Comments have no group of their own. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|(?<value>'(?:[^']|'')*'|\d[\w.]*)|(?<name>"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\])|(?<word>[A-Za-z_][\w$]*)|(?<placeholder>\?\d*|[:@$]\w+)|(?<symbol>[<>=!|]+|\S)/g;
const KINDS = ["value", "name", "word", "placeholder", "symbol"] as const;

/** Splits SQLite's SQL into tokens, nested by parentheses. It never fails: other text gives meaningless tokens. */
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
  return [...sql.matchAll(TOKEN)].flatMap(({ 0: text, groups = {} }) => {
    const kind = KINDS.find((name) => groups[name] !== undefined);
    if (kind === undefined) return [];
    return [{ kind, text: (kind === "name" ? text.slice(1, -1) : text).toLowerCase() }];
  });
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
