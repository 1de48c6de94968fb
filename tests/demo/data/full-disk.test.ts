import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { checkIntegrity } from "../../data/database-file.ts";
import { createRsaSigner } from "../../support/access-tokens.ts";
import { createSubgraphCaller } from "../../support/caller.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import type { Answer } from "../../support/graphql-client.ts";
import { startKeyPublisher } from "../../support/key-publisher.ts";
import { startOnSmallDisk } from "../../support/process.ts";
import { addBook, type Book, readBooks } from "../books/operations.ts";
import { withBooksDatabase } from "../events/databases.ts";

const DISK_BYTES = 512 * 1024;
const WRITES_AT_ONCE = 20;
const MOST_ROUNDS = 50;

const dataFolder = createDataFolder();
const signer = createRsaSigner();
const publisher = await startKeyPublisher([signer.jwk]);
const variables = { DATA_DIR: dataFolder, SEED_DEMO: "0", JWKS_URL: publisher.url };
const books = await startOnSmallDisk("subgraphs/books/main", variables, DISK_BYTES);
const token = signer.sign({ claims: { sub: "librarian", scope: "books:write" } });
const librarian = createSubgraphCaller(books.url, token);

type Written = Answer<{ addBook: Book } | null>;

const acknowledged: string[] = [];
const refused: Written[] = [];

async function writeAtOnce(): Promise<void> {
  const author = "of many words ".repeat(7);
  const answers = await Promise.all(
    Array.from({ length: WRITES_AT_ONCE }, (_, number) => addBook(librarian, { title: `${number}`, author })),
  );
  for (const answer of answers) {
    if (answer.data === null) refused.push(answer);
    else acknowledged.push(answer.data.addBook.id);
  }
}

describe("books, when its disk is full", () => {
  it("refuses writes with SERVICE_UNAVAILABLE and tells nothing of why", async () => {
    for (let round = 0; round < MOST_ROUNDS && refused.length < 2 * WRITES_AT_ONCE; round += 1) {
      await writeAtOnce();
    }
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThanOrEqual(2 * WRITES_AT_ONCE);
    for (const { errors, body } of refused) {
      expect(errors).toMatchObject([
        {
          message: "The storage fails right now, so that nothing can be saved. Try again later.",
          path: ["addBook"],
          extensions: { code: "SERVICE_UNAVAILABLE" },
        },
      ]);
      expect(body).not.toMatch(/sqlite|prisma|disk|\.db|stack/i);
    }
  });

  it("goes on answering queries, and is ready", async () => {
    const { totalCount, nodes } = await readBooks(librarian, { first: 5 });
    expect({ totalCount, read: nodes.length }).toEqual({ totalCount: acknowledged.length, read: 5 });
    expect((await fetch(`${books.url}/health/ready`)).status).toBe(200);
  });

  it("tells the log what is the matter", () => {
    const failures = books.logLines().filter(({ msg }) => msg === "an operation failed unexpectedly");
    expect(failures.length).toBeGreaterThan(0);
    expect(JSON.stringify(failures[0])).toMatch(/disk I\/O error|database or disk is full/);
    const summary = books.logLines().find(({ errorCodes }) => errorCodes !== undefined);
    expect(summary).toMatchObject({ errorCodes: ["SERVICE_UNAVAILABLE"] });
  });

  it("has every acknowledged write and no other, and writes again once there is room", async () => {
    expect(await books.stop()).toBe(0);
    const kept = await withBooksDatabase(dataFolder, (prisma) => prisma.book.findMany());
    expect(kept.map(({ id }) => id).sort()).toEqual([...acknowledged].sort());
    expect(await checkIntegrity(join(dataFolder, "books.db"))).toBe("ok");
    await books.restart();
    expect((await addBook(librarian, { title: "after", author: "all" })).codes).toEqual([]);
  });
});
