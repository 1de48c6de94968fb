import { restoreDatabases } from "../subgraphs/shared/database/backup/restore-databases.ts";
import { runDatabaseCommand } from "./database-command.ts";

// `npm run db:restore -- <folder> [database…]`: restores the copies of db:backup; no process may use the databases.

await runDatabaseCommand("db:restore", "<folder>", async (databases, folder) => {
  const restored = await restoreDatabases(databases, folder);
  return restored.map(({ copy, replaced }) => {
    const kept = replaced === null ? "there was none before" : `what was there before is ${replaced}`;
    return `${copy.name}\tas it was at ${copy.takenAt}; ${kept}`;
  });
});
