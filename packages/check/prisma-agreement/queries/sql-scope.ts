import type { PrismaField, PrismaModel } from "../prisma-schema.ts";
import { isSymbol, isWord, readName, type SqlNode, splitNodes } from "./sql-tokens.ts";

/** A clause of a statement: a keyword, such as `WHERE`, and the nodes up to the next one. */
export interface SqlClause {
  readonly keyword: string;
  readonly nodes: readonly SqlNode[];
}

/** One table that a statement reads. */
export interface SqlTable {
  /** The name that qualifies its columns. */
  readonly alias: string;
  /** Null for a subquery, a function, or a table without a model. */
  readonly model: PrismaModel | null;
}

/** A column of a model, as a statement names it. */
export interface SqlColumn {
  readonly table: SqlTable;
  readonly field: PrismaField;
}

const KEYWORDS = new Set(
  `select from join on where group having order limit offset returning set update into values delete union intersect
   except conflict do using left right inner outer cross natural full window with`.split(/\s+/),
);
const BEFORE_TABLES = ["from", "join", "update"];

/** Splits one statement, or one subquery, at its keywords. Parentheses stay whole. */
export function splitClauses(nodes: readonly SqlNode[]): SqlClause[] {
  const clauses: { keyword: string; nodes: SqlNode[] }[] = [{ keyword: "", nodes: [] }];
  for (const [index, node] of nodes.entries()) {
    // "parent.order" is a column, though its name is a keyword.
    const isKeyword = node.kind === "word" && KEYWORDS.has(node.text) && !isSymbol(nodes[index - 1], ".");
    if (isKeyword) clauses.push({ keyword: node.text, nodes: [] });
    else clauses.at(-1)?.nodes.push(node);
  }
  return clauses;
}

/** The tables that a statement reads rows of. */
export function listTables(clauses: readonly SqlClause[], models: readonly PrismaModel[]): SqlTable[] {
  return clauses
    .filter(({ keyword }) => BEFORE_TABLES.includes(keyword))
    .flatMap(({ nodes }) => splitNodes(nodes, (node) => isSymbol(node, ",")))
    .filter((nodes) => nodes.length > 0)
    .map((nodes) => readTable(nodes, models));
}

/** `Book`, `Book AS b`, `Book b`, `main.Book`, `json_each(…) AS j`, `(SELECT …) AS s`. */
function readTable(nodes: readonly SqlNode[], models: readonly PrismaModel[]): SqlTable {
  const path = isSymbol(nodes[1], ".") ? nodes.slice(2) : nodes;
  const [first, ...rest] = path.filter((node) => !isWord(node, "as"));
  const name = readName(first);
  const isFunction = rest[0]?.kind === "group";
  const alias = readName(rest.at(isFunction ? 1 : 0)) ?? name ?? "";
  const model = isFunction ? null : models.find(({ table }) => table.toLowerCase() === name);
  return { alias, model: model ?? null };
}

/** The columns of models that the nodes name, without those of subqueries. */
export function listSqlColumns(nodes: readonly SqlNode[], tables: readonly SqlTable[]): SqlColumn[] {
  return nodes.flatMap((node, index) => {
    if (node.kind === "group") return isSubquery(node.nodes) ? [] : listSqlColumns(node.nodes, tables);
    const isQualifier = isSymbol(nodes[index + 1], ".");
    const name = readName(node);
    if (name === null || isQualifier || nodes[index + 1]?.kind === "group") return [];
    const qualifier = isSymbol(nodes[index - 1], ".") ? readName(nodes[index - 2]) : null;
    return findColumn(name, qualifier, tables);
  });
}

function findColumn(name: string, qualifier: string | null, tables: readonly SqlTable[]): SqlColumn[] {
  return tables
    .filter(({ alias }) => qualifier === null || alias === qualifier)
    .flatMap((table) => {
      const field = table.model?.fields.find(({ column }) => column.toLowerCase() === name);
      return field === undefined || field.kind === "object" ? [] : [{ table, field }];
    });
}

/** Whether the nodes between parentheses are a statement. */
export function isSubquery(nodes: readonly SqlNode[]): boolean {
  return isWord(nodes[0], "select", "with", "values");
}
