import { type Condition, NONE, UNKNOWN } from "./model-query.ts";
import { isSubquery, listSqlColumns, type SqlTable } from "./sql-scope.ts";
import { isSymbol, isWord, type SqlNode, splitNodes } from "./sql-tokens.ts";

/** Reads what an SQL condition asks of the rows of one of the statement's tables. */
export function readSqlCondition(nodes: readonly SqlNode[], table: SqlTable, tables: readonly SqlTable[]): Condition {
  // CASE has an AND and an OR of its own.
  if (nodes.some((node) => isWord(node, "case"))) return UNKNOWN;
  const read = (part: readonly SqlNode[]) => readSqlCondition(part, table, tables);
  const alternatives = splitNodes(nodes, (node) => isWord(node, "or"));
  if (alternatives.length > 1) return { kind: "any", parts: alternatives.map(read) };
  const requirements = splitNodes(nodes, (node, index) => isWord(node, "and") && !endsBetween(nodes, index));
  if (requirements.length > 1) return { kind: "all", parts: requirements.map(read) };
  const [first] = nodes;
  if (nodes.length === 1 && first?.kind === "group" && !isSubquery(first.nodes)) return read(first.nodes);
  return readComparison(nodes, table, tables);
}

/** Whether the AND at `index` belongs to `x BETWEEN a AND b`. */
function endsBetween(nodes: readonly SqlNode[], index: number): boolean {
  const before = nodes.slice(0, index).findLast((node) => isWord(node, "and", "between"));
  return isWord(before, "between");
}

function readComparison(nodes: readonly SqlNode[], table: SqlTable, tables: readonly SqlTable[]): Condition {
  // No index finds rows by a negation.
  if (nodes.some((node) => isWord(node, "not") || isSymbol(node, "<>") || isSymbol(node, "!="))) return NONE;
  const columns = listSqlColumns(nodes, tables);
  // Without a column, a value that is put in at run time may be one.
  if (columns.length === 0) return nodes.some(({ kind }) => kind === "placeholder") ? UNKNOWN : NONE;
  const kind = columns.some((column) => column.table !== table) ? "join" : "column";
  const own = columns.filter((column) => column.table === table);
  if (own.length === 0) return NONE;
  return { kind: "all", parts: own.map(({ field }) => ({ kind, column: field.name })) };
}
