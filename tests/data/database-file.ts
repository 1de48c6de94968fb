import { withDatabaseFile } from "../../subgraphs/shared/database/backup/inspect-database.ts";
import { selectRows } from "../../subgraphs/shared/database/select-rows.ts";

/** All rows of every table in the file of a database, by the table's name; not of a full-text index. */
export function readTables(file: string): Promise<Partial<Record<string, unknown[][]>>> {
  return withDatabaseFile(file, async (connection) => {
    const names = await selectRows(
      connection,
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name <> 'sqlite_schema'",
    );
    const tables: Record<string, unknown[][]> = {};
    for (const [name] of names) {
      tables[String(name)] = await selectRows(connection, `SELECT * FROM "${String(name)}" ORDER BY 1`);
    }
    return tables;
  });
}

/** What SQLite says of the file: `ok`, or what is wrong. */
export function checkIntegrity(file: string): Promise<unknown> {
  return withDatabaseFile(file, async (connection) => {
    const rows = await selectRows(connection, "PRAGMA integrity_check");
    return rows.map(([verdict]) => verdict).join("; ");
  });
}
