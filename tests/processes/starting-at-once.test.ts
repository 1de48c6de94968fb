import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createDatabaseAdapter } from "../../subgraphs/shared/database/adapter.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { OWN_DATABASES } from "../support/own-subgraphs.ts";
import { startProcess } from "../support/process.ts";

async function readNumber(file: string, sql: string): Promise<unknown> {
  const connection = await createDatabaseAdapter(`file:${file}`).connect();
  const { rows } = await connection.queryRaw({ sql, args: [], argTypes: [] });
  await connection.dispose();
  return rows[0]?.[0];
}

it.each(OWN_DATABASES)("starts three processes of %s at once on one empty data folder", async (name) => {
  const folder = createDataFolder();
  const start = () => startProcess(`subgraphs/${name}/main`, { DATA_DIR: folder });
  const started = await Promise.all([start(), start(), start()]);
  for (const { url } of started) expect((await fetch(`${url}/health/ready`)).status).toBe(200);

  const file = join(folder, `${name}.db`);
  expect(await readNumber(file, "SELECT COUNT(*) FROM _prisma_migrations")).toBeGreaterThan(0);
  expect(await readNumber(file, "SELECT COUNT(*) - COUNT(DISTINCT migration_name) FROM _prisma_migrations")).toBe(0);
});
