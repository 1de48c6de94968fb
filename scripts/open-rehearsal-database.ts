import { isDriverAdapterError } from "@prisma/driver-adapter-utils";
import type { RehearsalDatabase } from "../packages/check/prisma-agreement/rehearsal/rehearsal-database.ts";
import { connectSqlite } from "../subgraphs/shared/database/driver/connect-sqlite.ts";
import { openSqlite } from "../subgraphs/shared/database/driver/sqlite-database.ts";

/** Opens an empty database in memory, with the driver that the subgraphs have. */
export async function openRehearsalDatabase(): Promise<RehearsalDatabase> {
  const connection = connectSqlite(openSqlite(":memory:", { timeoutMs: 0 }));
  return {
    run: (script) => withOriginalText(async () => connection.executeScript(script)),
    select: (sql) =>
      withOriginalText(async () => {
        const { columnNames, rows } = await connection.queryRaw({ sql, args: [], argTypes: [] });
        return rows.map((row) => Object.fromEntries(columnNames.map((name, index) => [name, row[index]])));
      }),
    close: () => connection.dispose(),
  };
}

/** Prisma's text does not say which columns. */
async function withOriginalText<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isDriverAdapterError(error)) throw error;
    throw new Error(error.cause.originalMessage ?? error.message);
  }
}
