import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { runDatabaseCommand } from "../../data/database-commands.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { withBooksDatabase, withCommentsDatabase } from "../events/databases.ts";

it.each([
  ["books", `UPDATE RowCount SET count = 7`, /RowCount counts the rows of Book wrongly/],
  ["comments", `INSERT INTO KnownBook (id, commentCount) VALUES ('b', 1)`, /KnownBook counts the rows of b wrongly/],
  ["comments", `INSERT INTO Commenter VALUES ('u', 1)`, /Commenter counts the rows of u wrongly/],
])("counts of %s stop a backup when they are wrong: %s", async (name, sql, sentence) => {
  const dataFolder = createDataFolder();
  const use = name === "books" ? withBooksDatabase : withCommentsDatabase;
  await use(dataFolder, (prisma: { $executeRawUnsafe(sql: string): Promise<number> }) => prisma.$executeRawUnsafe(sql));
  const outcome = await runDatabaseCommand("backup", dataFolder, [join(dataFolder, "backup"), name]);
  expect(outcome).toEqual({ exitCode: 1, output: expect.stringMatching(sentence) });
});
