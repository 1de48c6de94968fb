import { type ColumnType, ColumnTypeEnum as Type } from "@prisma/driver-adapter-utils";

/** What a table declares for each type of Prisma, as in Prisma's own driver. */
const DECLARATIONS: readonly (readonly [ColumnType, ...string[]])[] = [
  [Type.Numeric, "DECIMAL"],
  [Type.Float, "FLOAT"],
  [Type.Double, "DOUBLE", "DOUBLE PRECISION", "NUMERIC", "REAL"],
  [Type.Int32, "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "SERIAL", "INT2"],
  [Type.Int64, "BIGINT", "UNSIGNED BIG INT", "INT8"],
  [Type.DateTime, "DATETIME", "TIMESTAMP"],
  [Type.Time, "TIME"],
  [Type.Date, "DATE"],
  [Type.Text, "TEXT", "CLOB", "CHARACTER", "VARCHAR", "VARYING CHARACTER", "NCHAR", "NATIVE CHARACTER", "NVARCHAR"],
  [Type.Bytes, "BLOB"],
  [Type.Boolean, "BOOLEAN"],
  [Type.Json, "JSONB"],
];
const TYPES = new Map(DECLARATIONS.flatMap(([type, ...names]) => names.map((name) => [name, type] as const)));

/** The type of a column by its declaration; null when only its values tell, as for an expression. */
export function findDeclaredType(declared: string | null): ColumnType | null {
  return TYPES.get(declared?.toUpperCase() ?? "") ?? null;
}

/** The type of the column at `index` by the first value there is in `rows`. */
export function inferType(rows: readonly (readonly unknown[])[], index: number): ColumnType {
  const value = rows.find((row) => row[index] !== null)?.[index];
  if (value === undefined) return Type.Int32;
  if (typeof value === "string") return Type.Text;
  if (typeof value === "bigint") return Type.Int64;
  return typeof value === "number" ? Type.UnknownNumber : Type.Bytes;
}
