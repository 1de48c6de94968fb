import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { REMAINING_TIME_HEADER } from "../../../packages/server/http/remaining-time.ts";
import { openBooksDatabase } from "../../../subgraphs/books/database/open-books.ts";
import { buildAddedEvent } from "../../../subgraphs/books/events/outbox.ts";
import { findPrograms, startServer, type TestServer } from "../../postgresql/start-server.ts";
import { createRsaSigner } from "../../support/access-tokens.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { type Answer, sendOperation } from "../../support/graphql-client.ts";
import { startKeyPublisher } from "../../support/key-publisher.ts";
import { startProcess, type TestProcess } from "../../support/process.ts";
import { waitFor } from "../../support/wait-for.ts";

const CONNECTIONS = 3;

let server: TestServer;
let books: TestProcess;
let startBooks: () => Promise<TestProcess>;
let token: string;
/** Beside the process: what no operation can do. */
let beside: pg.Client;

beforeAll(async () => {
  server = await startServer(findPrograms() ?? "");
  const signer = createRsaSigner();
  const publisher = await startKeyPublisher([signer.jwk]);
  const url = `${server.url}postgres?schema=books&connection_limit=${CONNECTIONS}`;
  startBooks = () =>
    startProcess("subgraphs/books/main", {
      DATA_DIR: createDataFolder(),
      SEED_DEMO: "0",
      JWKS_URL: publisher.url,
      BOOKS_DATABASE_URL: url,
    });
  books = await startBooks();
  token = signer.sign({ claims: { sub: "librarian", scope: "books:write" } });
  beside = await connectBeside();
});

afterAll(async () => {
  await beside.end().catch(() => undefined);
  await books.stop();
  await server.remove();
});

async function connectBeside(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: `${server.url}postgres`, options: "-c search_path=books" });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

function addBook(
  title: string,
  headers: Readonly<Record<string, string>> = {},
  { url } = books,
): Promise<Answer<object | null>> {
  const mutation = `mutation ($title: String!) { addBook(title: $title, author: "A") { id } }`;
  return sendOperation(url, mutation, { variables: { title }, token, headers, asRouter: true });
}

async function readReadiness(): Promise<number> {
  return (await fetch(`${books.url}/health/ready`)).status;
}

async function readTitles(): Promise<ReadonlySet<string>> {
  const { rows } = await beside.query('SELECT "title" FROM "Book"');
  return new Set(rows.map(({ title }) => String(title)));
}

/** How long `work` takes, in milliseconds. */
async function time(work: () => Promise<unknown>): Promise<number> {
  const begunAt = performance.now();
  await work();
  return performance.now() - begunAt;
}

/** Waits until a book can be added. */
const waitUntilServed = () => waitFor("books to be saved again", async () => (await addBook("again")).data !== null);

describe("a server that ends", () => {
  it.each(["fast", "immediate"] as const)(
    "by a %s shutdown: refuses at once, tells, serves again, and has lost nothing",
    async (mode) => {
      const acknowledged: string[] = [];
      let isOver = false;
      const codes = new Set<string>();
      const writers = Array.from({ length: 6 }, async (_, writer) => {
        for (let count = 0; !isOver; count += 1) {
          const title = `${mode} ${writer} ${count}`;
          const answer = await addBook(title);
          if (answer.data === null) for (const code of answer.codes) codes.add(code);
          else acknowledged.push(title);
        }
      });
      await waitFor("some books", async () => acknowledged.length > 20);
      await server.stop(mode);
      await waitFor("a refusal", async () => codes.size > 0);
      expect((await addBook("down")).codes).toEqual(["SERVICE_UNAVAILABLE"]);
      expect(await time(() => addBook("down"))).toBeLessThan(1_000);
      expect(await readReadiness()).toBe(503);
      await server.start();
      await waitUntilServed();
      isOver = true;
      await Promise.all(writers);
      expect([...codes]).toEqual(["SERVICE_UNAVAILABLE"]);
      await waitFor("the readiness", async () => (await readReadiness()) === 200);
      await beside.end().catch(() => undefined);
      beside = await connectBeside();
      const titles = await readTitles();
      expect(acknowledged.filter((title) => !titles.has(title))).toEqual([]);
      expect((await beside.query('SELECT * FROM "WrongCount"')).rows).toEqual([]);
    },
  );

  it("cuts its connections: serves on", async () => {
    await beside.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL",
    );
    await waitUntilServed();
    expect(await readReadiness()).toBe(200);
  });
});

it("a server that lets the account in no more is one that cannot be reached, and the log says why", async () => {
  await beside.query("ALTER ROLE postgres NOLOGIN");
  try {
    await beside.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL",
    );
    await waitFor("the readiness", async () => (await readReadiness()) === 503);
    expect((await addBook("refused")).codes).toEqual(["SERVICE_UNAVAILABLE"]);
    const lines = books.logLines().filter(({ msg }) => msg === "the database cannot be read");
    expect(JSON.stringify(lines)).toContain('role \\"postgres\\" is not permitted to log in');
  } finally {
    await beside.query("ALTER ROLE postgres LOGIN");
  }
  await waitUntilServed();
});

describe("a server that hangs", () => {
  it("is given up, then refuses at once, and serves again when it goes on", async () => {
    const pids = [
      server.pid(),
      ...(await beside.query("SELECT pid FROM pg_stat_activity")).rows.map(({ pid }) => Number(pid)),
    ];
    const signal = (name: "SIGSTOP" | "SIGCONT") => {
      for (const pid of pids) {
        try {
          process.kill(pid, name);
        } catch {
          // It has ended meanwhile.
        }
      }
    };
    signal("SIGSTOP");
    try {
      expect((await addBook("hangs")).codes).toEqual(["SERVICE_UNAVAILABLE"]);
      // Well below the time after which a first statement is given up.
      const times = await Promise.all(Array.from({ length: 30 }, () => time(() => addBook("hangs"))));
      expect(Math.max(...times)).toBeLessThan(1_000);
      expect(await readReadiness()).toBe(503);
    } finally {
      signal("SIGCONT");
    }
    expect(await time(waitUntilServed)).toBeLessThan(10_000);
  });
});

describe("a statement", () => {
  /** While a lock keeps everything from books, except reading. */
  async function whileLocked(work: () => Promise<void>): Promise<void> {
    await beside.query('BEGIN; LOCK TABLE "Book" IN ACCESS EXCLUSIVE MODE');
    try {
      await work();
    } finally {
      await beside.query("ROLLBACK");
    }
  }

  async function countWaiting(): Promise<number> {
    const { rows } = await beside.query(
      "SELECT count(*)::int AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
    );
    return rows[0].count;
  }

  it("does not outlive its request", async () => {
    await whileLocked(async () => {
      const headers = { [REMAINING_TIME_HEADER]: "400" };
      const { codes } = await addBook("late", headers);
      expect(codes).toEqual(["SUBGRAPH_TIMEOUT"]);
      await waitFor("the statement to end", async () => (await countWaiting()) === 0);
    });
    await waitUntilServed();
    expect((await readTitles()).has("late")).toBe(false);
  });

  it("of a process that freezes meanwhile is done, and does not keep others from writing", async () => {
    const other = await startBooks();
    let frozen: Promise<Answer<object | null>> | null = null;
    const adding = whileLocked(async () => {
      frozen = addBook("frozen");
      await waitFor("the statement to have begun", async () => (await countWaiting()) === 1);
      books.process.kill("SIGSTOP");
    });
    try {
      await adding;
      await waitFor("another process to write", async () => (await addBook("beside", {}, other)).data !== null);
    } finally {
      books.process.kill("SIGCONT");
    }
    await frozen;
    await waitUntilServed();
    expect((await readTitles()).has("frozen")).toBe(true);
  });

  it("that its transaction waits for in vain does not keep others from writing", async () => {
    const databaseUrl = `${server.url}postgres?schema=books`;
    const { prisma } = await openBooksDatabase({ name: "books", databaseUrl, logLevel: "info" });
    const forgotten = prisma.$transaction(
      async (transaction) => {
        await transaction.bookEvent.createMany({ data: buildAddedEvent("forgotten") });
        await waitFor("a process to write", async () => (await addBook("meanwhile")).data !== null);
      },
      { timeout: 60_000 },
    );
    await expect(forgotten).rejects.toThrow();
    await prisma.$disconnect();
    expect((await readTitles()).has("meanwhile")).toBe(true);
  });

  it("without a deadline is ended by the server, and the connection goes on", async () => {
    await whileLocked(async () => {
      expect((await addBook("blocked")).codes).toEqual(["SERVICE_UNAVAILABLE"]);
      expect(await countWaiting()).toBe(0);
    });
    await waitUntilServed();
  });

  it("without a connection is refused soon, and none hangs", async () => {
    await whileLocked(async () => {
      const answers = await Promise.all(Array.from({ length: 5 * CONNECTIONS }, () => addBook("shed")));
      expect(new Set(answers.flatMap(({ codes }) => codes))).toEqual(new Set(["SERVICE_UNAVAILABLE"]));
    });
    await waitUntilServed();
  });
});
