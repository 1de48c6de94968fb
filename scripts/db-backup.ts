import { backUpDatabases } from "../subgraphs/shared/database/backup/back-up-databases.ts";
import { runDatabaseCommand } from "./database-command.ts";

// `npm run db:backup -- <folder> [database…]`: copies the databases, whether or not they are in use.

await runDatabaseCommand("db:backup", "<new folder>", async (databases, folder) => {
  const copies = await backUpDatabases(databases, folder);
  return copies.map(({ name, bytes, migration }) => `${name}\t${bytes} bytes, as of ${migration}`);
});
