import type { CallExpression, Expression, TaggedTemplateExpression, TemplateLiteral } from "@swc/core";
import type { PrismaSchema } from "../prisma-schema.ts";
import type { ModelQuery } from "./model-query.ts";
import { readSqlCondition } from "./sql-conditions.ts";
import { isSubquery, listSqlColumns, listTables, type SqlClause, type SqlTable, splitClauses } from "./sql-scope.ts";
import { isSymbol, isWord, parseSql, type SqlNode, splitNodes } from "./sql-tokens.ts";
import { findPlace, type TypeScriptFile, walk } from "./typescript-file.ts";

const TEMPLATE_TAGS = ["$queryRaw", "$executeRaw", "sql"];
const UNSAFE_METHODS = ["$queryRawUnsafe", "$executeRawUnsafe"];
/** Comments may come first. */
const STATEMENT = /^(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)*(?:SELECT|WITH|UPDATE|DELETE|INSERT|REPLACE)\b/i;

/**
 * Finds the SQL statements in a file: templates after `$queryRaw`, `$executeRaw` and `Prisma.sql`, and the texts given to
 * their unsafe versions. A fragment of SQL is not a statement, and is left out.
 */
export function findRawSql(file: TypeScriptFile, schema: PrismaSchema): ModelQuery[] {
  const queries: ModelQuery[] = [];
  walk(file.module, (node) => {
    const statement = readStatement(node as TaggedTemplateExpression | CallExpression);
    if (statement === null || !STATEMENT.test(statement.sql)) return;
    const place = findPlace(file, statement.offset);
    queries.push(...readSqlQueries(statement.sql, schema).map((query) => ({ ...query, place })));
  });
  return queries;
}

function readStatement(node: TaggedTemplateExpression | CallExpression): { sql: string; offset: number } | null {
  if (node.type === "TaggedTemplateExpression") {
    const isSql = TEMPLATE_TAGS.includes(readLastName(node.tag));
    return isSql ? { sql: joinTemplate(node.template), offset: node.span.start } : null;
  }
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return null;
  const [argument] = node.arguments;
  if (!argument || !UNSAFE_METHODS.includes(readLastName(node.callee))) return null;
  const sql = readText(argument.expression);
  return sql === null ? null : { sql, offset: node.span.start };
}

function readLastName(expression: Expression): string {
  if (expression.type === "Identifier") return expression.value;
  if (expression.type !== "MemberExpression" || expression.property.type !== "Identifier") return "";
  return expression.property.value;
}

function readText(expression: Expression): string | null {
  if (expression.type === "StringLiteral") return expression.value;
  return expression.type === "TemplateLiteral" ? joinTemplate(expression) : null;
}

function joinTemplate({ quasis }: TemplateLiteral): string {
  return quasis.map(({ cooked, raw }) => cooked ?? raw).join(" ? ");
}

type SqlQuery = Omit<ModelQuery, "place">;

/** Reads how SQL filters and orders the tables of models, in the statement itself and in each of its subqueries. */
export function readSqlQueries(sql: string, { models }: PrismaSchema): SqlQuery[] {
  return listStatements(parseSql(sql)).flatMap((nodes) => {
    const clauses = splitClauses(nodes);
    const tables = listTables(clauses, models);
    return tables.flatMap((table) => readTableQuery(table, tables, clauses));
  });
}

/** The statement, each part of a UNION by itself, and all subqueries at any depth. */
function listStatements(nodes: readonly SqlNode[]): (readonly SqlNode[])[] {
  const separates = (node: SqlNode) => isSymbol(node, ";") || isWord(node, "union", "intersect", "except");
  return [...splitNodes(nodes, separates), ...listSubqueries(nodes).flatMap(listStatements)];
}

function listSubqueries(nodes: readonly SqlNode[]): (readonly SqlNode[])[] {
  return nodes.flatMap((node) => {
    if (node.kind !== "group") return [];
    return isSubquery(node.nodes) ? [node.nodes] : listSubqueries(node.nodes);
  });
}

function readTableQuery(table: SqlTable, tables: readonly SqlTable[], clauses: readonly SqlClause[]): SqlQuery[] {
  if (table.model === null) return [];
  const parts = clauses
    .filter(({ keyword, nodes }) => ["on", "where"].includes(keyword) && nodes.length > 0)
    .map(({ nodes }) => readSqlCondition(nodes, table, tables));
  const orderedBy = readOrder(table, tables, clauses);
  return [{ model: table.model.name, filter: { kind: "all", parts }, orderedBy }];
}

/** The first column of `ORDER BY`; null when it is an expression, or a column of another table. */
function readOrder(table: SqlTable, tables: readonly SqlTable[], clauses: readonly SqlClause[]): string | null {
  const { nodes } = clauses.find(({ keyword }) => keyword === "order") ?? { nodes: [] };
  const [first = []] = splitNodes(nodes.slice(1), (node) => isSymbol(node, ","));
  if (first.some(({ kind }) => kind === "group")) return null;
  const [column] = listSqlColumns(first, tables);
  return column?.table === table ? column.field.name : null;
}
