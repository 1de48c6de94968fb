import { type ColumnType, ColumnTypeEnum as Type } from "@prisma/driver-adapter-utils";

/** Prisma's types for those in a table's declaration, as Prisma's own driver has them. */
const DECLARED: Readonly<Record<string, ColumnType>> = {
  DECIMAL: Type.Numeric,
  FLOAT: Type.Float,
  ...spread(Type.Double, ["DOUBLE", "DOUBLE PRECISION", "NUMERIC", "REAL"]),
  ...spread(Type.Int32, ["TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "SERIAL", "INT2"]),
  ...spread(Type.Int64, ["BIGINT", "UNSIGNED BIG INT", "INT8"]),
  ...spread(Type.DateTime, ["DATETIME", "TIMESTAMP"]),
  TIME: Type.Time,
  DATE: Type.Date,
  ...spread(Type.Text, [
    "TEXT",
    "CLOB",
    "CHARACTER",
    "VARCHAR",
    "VARYING CHARACTER",
    "NCHAR",
    "NATIVE CHARACTER",
    "NVARCHAR",
  ]),
  BLOB: Type.Bytes,
  BOOLEAN: Type.Boolean,
  JSONB: Type.Json,
};

function spread(type: ColumnType, names: readonly string[]): Record<string, ColumnType> {
  return Object.fromEntries(names.map((name) => [name, type]));
}

/** The type of a column by its declaration; null when only its values tell, as for an expression. */
export function findDeclaredType(declared: string | null): ColumnType | null {
  return DECLARED[declared?.toUpperCase() ?? ""] ?? null;
}

/** The type of the column at `index` by the first value there is in `rows`. */
export function inferType(rows: readonly (readonly unknown[])[], index: number): ColumnType {
  const value = rows.find((row) => row[index] !== null)?.[index];
  if (value === undefined) return Type.Int32;
  if (typeof value === "string") return Type.Text;
  if (typeof value === "bigint") return Type.Int64;
  return typeof value === "number" ? Type.UnknownNumber : Type.Bytes;
}
