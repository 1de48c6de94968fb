import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";

/** The rows that `sql` gives. */
export async function selectRows(connection: SqlDriverAdapter, sql: string): Promise<unknown[][]> {
  return (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows;
}

/** @throws Error when a row refers to one that is gone */
export async function requireReferencesHold(connection: SqlDriverAdapter): Promise<void> {
  const [broken] = await selectRows(connection, "PRAGMA foreign_key_check");
  if (broken !== undefined) throw new Error(`a row of ${String(broken[0])} refers to one that is gone`);
}
