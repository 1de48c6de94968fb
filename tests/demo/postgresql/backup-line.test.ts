import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import pg from "pg";
import { findPrograms } from "../../postgresql/start-server.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { prepareDatabase } from "../../support/test-database.ts";
import { createBook } from "../books/operations.ts";
import { startBooks } from "../events/service-pair.ts";

const execute = promisify(execFile);
const LINES = /(pg_dump [^;]+); and to restore it: (pg_restore .+)$/m;

it.each(["books", "public"])(
  "db:backup names the commands that back up the schema %s, and restore it",
  async (schema) => {
    const folder = createDataFolder();
    const [database = ""] = (await prepareDatabase(folder, "books")).split("?");
    const url = `${database}?schema=${schema}`;
    const before = await startBooks({ BOOKS_DATABASE_URL: url });
    await createBook(before.librarian, "Kept");
    await before.books.stop();

    const command = execute(process.execPath, ["--import", "tsx", "scripts/db-backup.ts", "never", "books"], {
      env: { ...process.env, BOOKS_DATABASE_URL: url },
    });
    const { stderr } = await command.then(
      () => ({ stderr: "" }),
      (error: { readonly stderr: string }) => error,
    );
    const [, backUp = "", restore = ""] = LINES.exec(stderr) ?? [];
    const empty = `${new URL(database).pathname.slice(1)}_${schema}`;
    const options = { cwd: folder, env: { ...process.env, PATH: `${findPrograms()}:${process.env.PATH}` } };
    const client = new pg.Client(database);
    await client.connect();
    try {
      await client.query(`CREATE DATABASE ${empty}`);
      await execute("sh", ["-ec", backUp], options);
      await execute("sh", ["-ec", restore.replace("<an empty database>", empty)], options);
      const restored = await startBooks({ BOOKS_DATABASE_URL: url.replace(/[^/?]+\?/, `${empty}?`) });
      const { data } = await restored.librarian.send('{ books(search: "kept") { nodes { title } } }');
      expect(data).toEqual({ books: { nodes: [{ title: "Kept" }] } });
      await restored.books.stop();
    } finally {
      await client.query(`DROP DATABASE ${empty} WITH (FORCE)`);
      await client.end();
    }
  },
);
