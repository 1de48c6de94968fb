import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import { createLatestMap } from "../../../packages/server/latest-map.ts";

/** An `IN` list of another length is another statement. */
const MAXIMUM_KEPT = 250;

/** What Prisma's driver uses of a better-sqlite3 statement. */
interface Statement {
  readonly reader: boolean;
  columns(): unknown;
  raw(): Statement;
  run(values?: readonly unknown[]): unknown;
  all(values: readonly unknown[]): unknown;
}

/** The better-sqlite3 database in Prisma's driver, which its types do not show. */
interface Client {
  prepare(sql: string): unknown;
}

/**
 * Makes `connection` prepare a statement once: the driver prepares it each time, which costs a small read a fifth of its
 * time. SQLite itself prepares a kept statement anew when the schema has changed.
 */
export function keepStatements(connection: SqlDriverAdapter): SqlDriverAdapter {
  const client = findClient(connection);
  const kept = createLatestMap<ReturnType<typeof keepOne>>(MAXIMUM_KEPT);
  const prepare = client.prepare.bind(client);
  client.prepare = (sql: string) => {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    const statement = keepOne(prepare(sql) as Statement);
    kept.set(sql, statement);
    return statement;
  };
  return connection;
}

function findClient(connection: object): Client {
  const client: unknown = "client" in connection ? connection.client : null;
  if (typeof client === "object" && client !== null && "prepare" in client) return client as Client;
  throw new Error("Prisma's driver keeps its database elsewhere");
}

/** The driver binds values once for all; here they go with each call. */
function keepOne(statement: Statement) {
  const reading = statement.reader ? statement.raw() : statement;
  return {
    run: () => statement.run(),
    bind(values: readonly unknown[]) {
      let rows: unknown;
      return {
        reader: statement.reader,
        // Read first: a statement learns of columns that were added when it runs.
        columns() {
          rows = reading.all(values);
          return statement.columns();
        },
        raw: () => ({ all: () => rows }),
        run: () => statement.run(values),
      };
    },
  };
}
