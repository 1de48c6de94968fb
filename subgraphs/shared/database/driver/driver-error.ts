import { DriverAdapterError, type MappedError } from "@prisma/driver-adapter-utils";

/** An error of SQLite, with the name of its code: https://www.sqlite.org/rescode.html */
interface SqliteError {
  readonly code: string;
  readonly message: string;
}

/** The error that Prisma expects for one of SQLite, as its own driver makes it; any other error as it is. */
export function explainSqliteError(error: unknown): unknown {
  if (!isSqliteError(error)) return error;
  const { code, message } = error;
  return new DriverAdapterError({ originalCode: code, originalMessage: message, ...mapError(error) });
}

function isSqliteError(error: unknown): error is SqliteError {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}

function mapError({ code, message }: SqliteError): MappedError {
  const columns = message.split("constraint failed: ")[1]?.split(", ");
  const constraint = columns && { fields: columns.map((column) => column.slice(column.lastIndexOf(".") + 1)) };
  switch (code) {
    case "SQLITE_CONSTRAINT_UNIQUE":
    case "SQLITE_CONSTRAINT_PRIMARYKEY": {
      const table = columns?.[0]?.split(".").slice(0, -1).join(".");
      return { kind: "UniqueConstraintViolation", ...(constraint && { constraint }), ...(table && { table }) };
    }
    case "SQLITE_CONSTRAINT_NOTNULL":
      return { kind: "NullConstraintViolation", ...(constraint && { constraint }) };
    case "SQLITE_CONSTRAINT_FOREIGNKEY":
    case "SQLITE_CONSTRAINT_TRIGGER":
      return { kind: "ForeignKeyConstraintViolation", constraint: { foreignKey: {} } };
    default:
      return mapOther(code, message);
  }
}

const SQLITE_BUSY = 5;
const UNKNOWN_COLUMN = /^no such column: (?<column>[^:]*)|has no column named (?<added>.*)$/;

function mapOther(code: string, message: string): MappedError {
  // The driver has no names for some codes. The low byte is the kind of error.
  const extendedCode = Number(/^UNKNOWN_SQLITE_ERROR_(\d+)$/.exec(code)?.[1] ?? 1);
  if (code.startsWith("SQLITE_BUSY") || extendedCode % 256 === SQLITE_BUSY) return { kind: "SocketTimeout" };
  const { table } = /^no such table: (?<table>[^:]*)/.exec(message)?.groups ?? {};
  if (table !== undefined) return { kind: "TableDoesNotExist", table };
  const { column, added } = UNKNOWN_COLUMN.exec(message)?.groups ?? {};
  if (column !== undefined || added !== undefined) return { kind: "ColumnNotFound", column: column ?? added ?? "" };
  return { kind: "sqlite", extendedCode, message };
}
