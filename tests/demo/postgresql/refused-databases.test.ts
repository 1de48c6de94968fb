import { beforeAll, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { findPrograms, startServer } from "../../postgresql/start-server.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { startRefusingProcess } from "../../support/process.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { prepareDatabase } from "../../support/test-database.ts";
import { createBook } from "../books/operations.ts";
import { startBooks } from "../events/service-pair.ts";
import { startPooler } from "./pooler.ts";

let database: string;
let client: pg.Client;

beforeAll(async () => {
  [database = ""] = (await prepareDatabase(createDataFolder(), "books")).split("?");
  client = new pg.Client(database);
  await client.connect();
  stopAfterTests(() => client.end());
});

/** The line with which books does not start. */
async function refuse(url: string): Promise<string> {
  const { exitCode, output } = await startRefusingProcess("subgraphs/books/main", {
    DATA_DIR: createDataFolder(),
    BOOKS_DATABASE_URL: url,
  });
  const lines = output.trim().split("\n");
  expect({ exitCode, lines }).toEqual({
    exitCode: 1,
    lines: [expect.stringMatching(/^books cannot start: the database /)],
  });
  return output;
}

it("refuses a database whose encoding has not every character", async () => {
  const name = `${new URL(database).pathname.slice(1)}_latin`;
  await client.query(`CREATE DATABASE ${name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
  try {
    expect(await refuse(new URL(name, database).href)).toContain("its encoding is LATIN1, and must be UTF8");
  } finally {
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
});

it("says that a password is missing", async () => {
  const server = await startServer(findPrograms() ?? "", { access: ["host all all 127.0.0.1/32 scram-sha-256"] });
  stopAfterTests(() => server.remove());
  expect(await refuse(`${server.url}postgres`)).toContain("it asks for a password, and the URL has none");
});

it("says why a migration failed, and not what failed because of it", async () => {
  await client.query(`CREATE SCHEMA "taken"; CREATE TYPE "taken"."BookEventType" AS ENUM ()`);
  expect(await refuse(`${database}?schema=taken`)).toContain('type "BookEventType" already exists');
});

it("says what right is missing, and nothing of the engine", async () => {
  const name = `${new URL(database).pathname.slice(1)}_reader`;
  await client.query(
    `CREATE ROLE ${name} LOGIN; GRANT CREATE ON DATABASE ${new URL(database).pathname.slice(1)} TO ${name}`,
  );
  const url = new URL(`${database}?schema=public`);
  url.username = name;
  expect(await refuse(url.href)).toMatch(/: ERROR: permission denied for schema public\n$/);
  await client.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
});

it("uses an extension in a schema of its own, and leaves it to others when its own schema is dropped", async () => {
  await client.query(`CREATE SCHEMA "apart"; CREATE EXTENSION pg_trgm SCHEMA "apart"`);
  await (await startBooks({ BOOKS_DATABASE_URL: `${database}?schema=one` })).books.stop();
  await client.query(`DROP SCHEMA "one" CASCADE; DROP SCHEMA "apart" CASCADE`);
  await (await startBooks({ BOOKS_DATABASE_URL: `${database}?schema=two` })).books.stop();
  const { librarian } = await startBooks({ BOOKS_DATABASE_URL: `${database}?schema=three` });
  await client.query(`DROP SCHEMA "two" CASCADE`);
  await createBook(librarian, "Still indexed");
  const { rows } = await client.query(
    `SELECT 1 FROM pg_indexes WHERE schemaname = 'three' AND indexname = 'Book_search'`,
  );
  expect(rows).toHaveLength(1);
});

it("migrates longer than the statements of the database may take", async () => {
  await client.query(`
    CREATE SCHEMA "slow";
    CREATE FUNCTION "wait"() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.02); END $$;
    CREATE EVENT TRIGGER "slow migrations" ON ddl_command_start EXECUTE FUNCTION "wait"();
    ALTER DATABASE ${new URL(database).pathname.slice(1)} SET statement_timeout = '15ms'`);
  try {
    const { books } = await startBooks({ BOOKS_DATABASE_URL: `${database}?schema=slow` });
    await books.stop();
  } finally {
    await client.query(`SET statement_timeout = 0`);
    await client.query(`ALTER DATABASE ${new URL(database).pathname.slice(1)} RESET statement_timeout`);
    await client.query(`DROP EVENT TRIGGER "slow migrations"; DROP FUNCTION "wait"`);
  }
});

describe("behind a pooler", () => {
  it.each([
    ["one session to all", { lendsOneSession: true }, "a pooler lends one session to several connections"],
    ["no settings", { dropsSettings: true }, "a pooler drops the settings of connections"],
  ])("that gives %s, does not start", async (_what, habits, reason) => {
    const pooler = await startPooler(Number(new URL(database).port), habits);
    expect(await refuse(`${database.replace(/:\d+\//, `:${pooler.port}/`)}?schema=pooled`)).toContain(reason);
  });

  it("of sessions, starts and saves", async () => {
    const pooler = await startPooler(Number(new URL(database).port), {});
    const url = `${database.replace(/:\d+\//, `:${pooler.port}/`)}?schema=pooled`;
    const { librarian } = await startBooks({ BOOKS_DATABASE_URL: url });
    await createBook(librarian, "Pooled");
  });
});
