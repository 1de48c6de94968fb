import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "@jest/globals";
import pg from "pg";
import { openAccountsDatabase } from "../../../subgraphs/accounts/database/open-accounts.ts";
import { openBooksDatabase } from "../../../subgraphs/books/database/open-books.ts";
import { seedDemoBooks } from "../../../subgraphs/books/demo-data.ts";
import { buildAddedEvent } from "../../../subgraphs/books/events/outbox.ts";
import { openCommentsDatabase } from "../../../subgraphs/comments/database/open-comments.ts";
import { seedDemoComments } from "../../../subgraphs/comments/demo-data.ts";
import { openSqlite } from "../../../subgraphs/shared/database/driver/sqlite-database.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { findDatabaseUrl, prepareDatabase } from "../../support/test-database.ts";
import { waitFor } from "../../support/wait-for.ts";

const dataFolder = createDataFolder();

/** Opens the three databases, as files or on the server. */
async function openAll(find: (name: string) => string) {
  const configure = (name: string) => ({ name, databaseUrl: find(name), logLevel: "info" as const });
  const accounts = await openAccountsDatabase(configure("accounts"));
  const books = await openBooksDatabase(configure("books"));
  const comments = await openCommentsDatabase(configure("comments"));
  const close = async () => {
    for (const { prisma } of [accounts, books, comments]) await prisma.$disconnect();
  };
  return { accounts, books, comments, close };
}

type Databases = Awaited<ReturnType<typeof openAll>>;

/** Every row but the sessions'. */
async function readAll({ accounts, books, comments }: Databases) {
  return {
    users: await accounts.prisma.user.findMany({ orderBy: { id: "asc" } }),
    books: await books.prisma.book.findMany({ orderBy: { id: "asc" } }),
    events: await books.prisma.bookEvent.findMany({ orderBy: { position: "asc" } }),
    counts: await books.prisma.rowCount.findMany(),
    comments: await comments.prisma.comment.findMany({ orderBy: { id: "asc" } }),
    commentEvents: await comments.prisma.commentEvent.findMany({ orderBy: { position: "asc" } }),
    knownBooks: await comments.prisma.knownBook.findMany({ orderBy: { id: "asc" } }),
    commenters: await comments.prisma.commenter.findMany({ orderBy: { id: "asc" } }),
    feeds: await comments.prisma.feedPosition.findMany(),
  };
}

const [target = ""] = findDatabaseUrl(dataFolder, "books").split("?");

interface Copying {
  readonly to?: string;
  readonly names?: readonly string[];
  readonly killed?: AbortSignal;
}

function copy(
  from: string,
  { to = target, names = [], killed }: Copying = {},
): Promise<{ readonly code: number; readonly output: string }> {
  const args = ["--import", "tsx", "scripts/db-copy.ts", "--from", from, "--to", to, ...names];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { killSignal: "SIGKILL", signal: killed }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), output: out + err }),
    );
  });
}

let given: Awaited<ReturnType<typeof readAll>>;

beforeAll(async () => {
  await prepareDatabase(dataFolder, "books");
  const files = await openAll((name) => `file:${join(dataFolder, `${name}.db`)}`);
  await files.accounts.prisma.user.create({
    data: { id: "u", username: "Ünï 'q'", usernameKey: "ünï 'q'", passwordHash: "$argon2id$\\x" },
  });
  await seedDemoBooks(files.books.prisma);
  await seedDemoComments(files.comments);
  given = await readAll(files);
  await files.close();
});

/** Lets `work` run while the server does `action` for each connection that begins to copy. */
async function whileCopiesMeet<Result>(action: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(target);
  await client.connect();
  await client.query(`
    CREATE FUNCTION "cut"() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      IF current_query() LIKE '%DISABLE TRIGGER%' THEN PERFORM ${action}; END IF;
    END $$;
    CREATE EVENT TRIGGER "cut copies" ON ddl_command_start EXECUTE FUNCTION "cut"()`);
  try {
    return await work(client);
  } finally {
    await client.query(`DROP EVENT TRIGGER "cut copies"; DROP FUNCTION "cut"`);
    await client.end();
  }
}

it("says that the connection was lost", async () => {
  const failed = await whileCopiesMeet("pg_terminate_backend(pg_backend_pid())", () => copy(`file:${dataFolder}`));
  expect(failed).toEqual({ code: 1, output: expect.stringMatching(/^\S+\.db was not copied: [^\n]+\n$/) });
});

it("is killed while it copies", async () => {
  await whileCopiesMeet("pg_sleep(600)", async (client) => {
    const kill = new AbortController();
    const killed = copy(`file:${dataFolder}`, { killed: kill.signal });
    const pid = await waitFor("the copy to begin", async () => {
      const { rows } = await client.query("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
      return rows[0]?.pid;
    });
    kill.abort();
    expect((await killed).output).toBe("");
    await client.query("SELECT pg_terminate_backend($1)", [pid]);
  });
});

it("refuses a file of another version", async () => {
  const older = createDataFolder();
  cpSync(dataFolder, older, { recursive: true });
  const comments = openSqlite(join(older, "comments.db"), { timeoutMs: 0 });
  comments.run("DELETE FROM _prisma_migrations WHERE rowid = (SELECT max(rowid) FROM _prisma_migrations)");
  comments.close();
  const { code, output } = await copy(`file:${older}`);
  expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/comments\.db is of another version/) });
});

// To the same database: what was cut or killed has left nothing there. The one that comes second leaves it alone.
it("copies a stack, says how many rows there are, and goes on where it was", async () => {
  const same = createDataFolder();
  cpSync(dataFolder, same, { recursive: true });
  const [first, second] = (await Promise.all([copy(`file:${dataFolder}`), copy(`file:${same}`)])).toSorted(
    (one, other) => one.code - other.code,
  );
  expect(first).toEqual({
    code: 0,
    output: expect.stringMatching(/^books\tBook\t24 rows, the same in both: /m),
  });
  expect(second).toEqual({ code: 1, output: expect.stringMatching(/is not empty/) });
  const copied = await openAll((name) => findDatabaseUrl(dataFolder, name));
  stopAfterTests(() => copied.close());
  expect(await readAll(copied)).toEqual(given);

  const { prisma } = copied.books;
  await prisma.$transaction([
    prisma.bookEvent.createMany({ data: buildAddedEvent("new") }),
    prisma.book.create({ data: { id: "new", title: "New", author: "A", titleKey: "NEW", authorKey: "A" } }),
  ]);
  const last = await prisma.bookEvent.findFirst({ orderBy: { position: "desc" } });
  expect(last).toMatchObject({ bookId: "new", position: given.events.length + 1 });
  expect(await prisma.rowCount.findMany()).toEqual([{ table: "Book", count: 25 }]);
});

it("refuses a target that is not empty", async () => {
  const { code, output } = await copy(`file:${dataFolder}`);
  expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/is not empty/) });
});

it("copies one database into the schema of the URL, and several into none", async () => {
  const to = `${target}?schema=public`;
  const several = await copy(`file:${dataFolder}`, { to });
  expect(several).toEqual({ code: 1, output: expect.stringMatching(/^--to may name a schema for one database alone/) });
  const { code, output } = await copy(`file:${dataFolder}`, { to, names: ["books"] });
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^(?:books\t[^\n]+\n){3}$/) });
  const { prisma } = await openBooksDatabase({ name: "books", databaseUrl: to, logLevel: "info" });
  stopAfterTests(() => prisma.$disconnect());
  expect(await prisma.book.findMany({ orderBy: { id: "asc" } })).toEqual(given.books);
});

it("refuses a folder without databases", async () => {
  const { code, output } = await copy("file:/nowhere");
  expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/^there is no database \/nowhere\//) });
});
