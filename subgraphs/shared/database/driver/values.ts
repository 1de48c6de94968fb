import { type ArgType, type ColumnType, ColumnTypeEnum, type SqlQuery } from "@prisma/driver-adapter-utils";

/** The values of a query's parameters, as SQLite keeps them. */
export function bindValues({ args, argTypes }: SqlQuery): unknown[] {
  return args.map((value, index) => bindValue(value, argTypes[index]));
}

function bindValue(value: unknown, type: ArgType | undefined): unknown {
  if (typeof value === "string") return bindText(value, type);
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof Date ? writeTime(value) : value;
}

/** Prisma hands over many values as text. */
function bindText(text: string, type: ArgType | undefined): unknown {
  switch (type?.scalarType) {
    case "int":
      return Number.parseInt(text, 10);
    case "bigint":
      return BigInt(text);
    case "float":
    case "decimal":
      return Number.parseFloat(text);
    case "datetime":
      return writeTime(new Date(text));
    case "bytes":
      return Buffer.from(text, "base64");
    default:
      return text;
  }
}

function writeTime(time: Date): string {
  return time.toISOString().replace("Z", "+00:00");
}

/** Turns the values of `row`, in place, into those that Prisma expects for `types`. */
export function readValues(row: unknown[], types: readonly ColumnType[]): void {
  for (let index = 0; index < row.length; index += 1) {
    const value = row[index];
    if (typeof value === "bigint" || typeof value === "number") row[index] = readNumber(value, types[index]);
  }
}

function readNumber(value: bigint | number, type: ColumnType | undefined): number | string {
  const number = Number(value);
  if (type === ColumnTypeEnum.DateTime) return new Date(number).toISOString();
  if (typeof value === "bigint") return Number.isSafeInteger(number) ? number : value.toString();
  return type === ColumnTypeEnum.Int32 || type === ColumnTypeEnum.Int64 ? Math.trunc(number) : number;
}
