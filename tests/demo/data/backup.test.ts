import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runDatabaseCommand } from "../../data/database-commands.ts";
import { checkIntegrity, readTables } from "../../data/database-file.ts";
import { signInAs } from "../../support/caller.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { OWN_DATABASES } from "../../support/own-subgraphs.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createBook, deleteBook } from "../books/operations.ts";
import { startDemoStack } from "../support/demo-stack.ts";

const WRITERS = 6;
const BACKUPS = 3;
const NAMES = OWN_DATABASES;

const stack = await startDemoStack();
const editor = await signInAs(stack, "editor");
const folder = join(createDataFolder(), "nested", "backup");

/** Acknowledged, and never deleted. */
const kept: string[] = [];
let isWriting = true;
const writers: Promise<void>[] = [];

async function write(): Promise<void> {
  while (isWriting) {
    const { id } = await createBook(editor, "kept");
    const passing = await createBook(editor, "passing");
    await deleteBook(editor, passing.id);
    kept.push(id);
  }
}

/** The ids of the books that there were as of the event at `position`. */
function sumUp(events: readonly unknown[][], position: number): string[] {
  const ids = new Set<string>();
  for (const [at, , type, bookId] of events) {
    if (Number(at) > position) break;
    if (type === "BookAdded") ids.add(String(bookId));
    else ids.delete(String(bookId));
  }
  return [...ids].sort();
}

function readIds(rows: readonly unknown[][] = []): string[] {
  return rows.map(([id]) => String(id)).sort();
}

interface Backup {
  readonly folder: string;
  readonly keptBefore: readonly string[];
  readonly writtenMeanwhile: number;
}

const backups: Backup[] = [];

beforeAll(async () => {
  writers.push(...Array.from({ length: WRITERS }, write));
  await waitFor("the first writes", () => kept.length > WRITERS);
  for (let number = 0; number < BACKUPS; number += 1) {
    const keptBefore = [...kept];
    const target = `${folder}-${number}`;
    const { exitCode, output } = await runDatabaseCommand("backup", stack.dataFolder, [target]);
    if (exitCode !== 0) throw new Error(output);
    backups.push({ folder: target, keptBefore, writtenMeanwhile: kept.length - keptBefore.length });
  }
  isWriting = false;
  await Promise.all(writers);
}, 120_000);

afterAll(() => {
  isWriting = false;
});

describe("npm run db:backup, under writes", () => {
  it("copies books as they were at one moment, with all that was acknowledged before", async () => {
    const now = new Map((await readTables(join(stack.dataFolder, "books.db"))).Book?.map((row) => [row[0], row]));
    for (const { folder, keptBefore, writtenMeanwhile } of backups) {
      expect(writtenMeanwhile).toBeGreaterThan(0);
      const { Book = [], BookEvent = [] } = await readTables(join(folder, "books.db"));
      expect(keptBefore.filter((id) => !readIds(Book).includes(id))).toEqual([]);
      // A change and its event are of one transaction: half of it would show.
      expect(readIds(Book)).toEqual(sumUp(BookEvent, Infinity));
      const stillThere = Book.filter(([id]) => now.has(id));
      expect(stillThere).toEqual(stillThere.map(([id]) => now.get(id)));
    }
  });

  it("copies comments no newer than books, with the position that it had followed to", async () => {
    for (const { folder } of backups) {
      const { KnownBook, FeedPosition = [] } = await readTables(join(folder, "comments.db"));
      const { BookEvent = [] } = await readTables(join(folder, "books.db"));
      const position = Number(FeedPosition[0]?.[1]);
      expect(position).toBeLessThanOrEqual(Number(BookEvent.at(-1)?.[0]));
      expect(readIds(KnownBook)).toEqual(sumUp(BookEvent, position));
    }
  });

  it("copies to the last row what nobody changes", async () => {
    const now = await readTables(join(stack.dataFolder, "accounts.db"));
    expect(now.User?.length).toBeGreaterThan(1);
    for (const { folder } of backups) {
      expect(await readTables(join(folder, "accounts.db"))).toEqual(now);
    }
  });

  it("writes files that only their owner reads, and a manifest that tells what they are", async () => {
    const [{ folder = "" } = {}] = backups;
    expect(readdirSync(folder).sort()).toEqual([...NAMES.map((name) => `${name}.db`), "manifest.json"].sort());
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const { databases } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
    for (const { name, takenAt, migration, sha256, bytes } of databases) {
      const content = readFileSync(join(folder, `${name}.db`));
      expect({ sha256, bytes }).toEqual({
        sha256: createHash("sha256").update(content).digest("hex"),
        bytes: content.length,
      });
      expect(Math.abs(Date.now() - Date.parse(takenAt))).toBeLessThan(300_000);
      const migrations = readdirSync(join("prisma", name, "migrations")).filter((entry) => /^\d/.test(entry));
      expect(migration).toBe(migrations.sort().at(-1));
      expect(await checkIntegrity(join(folder, `${name}.db`))).toBe("ok");
    }
    expect(databases.map(({ name }: { name: string }) => name).sort()).toEqual([...NAMES].sort());
  });
});

describe("npm run db:backup", () => {
  it.each([
    ["no folder", [], /^usage: /],
    ["a database that there is not", ["/tmp/x", "papers"], /^usage: /],
    ["a folder that is there", [`${folder}-0`], /is there already: a backup goes into a folder of its own\n$/],
  ])("refuses %s", async (_what, args, sentence) => {
    const before = readdirSync(`${folder}-0`).map((name) => statSync(join(`${folder}-0`, name)).mtimeMs);
    const outcome = await runDatabaseCommand("backup", stack.dataFolder, args);
    expect(outcome).toEqual({ exitCode: 1, output: expect.stringMatching(sentence) });
    expect(readdirSync(`${folder}-0`).map((name) => statSync(join(`${folder}-0`, name)).mtimeMs)).toEqual(before);
  });

  it("leaves no folder behind when a database is missing", async () => {
    const elsewhere = createDataFolder();
    const outcome = await runDatabaseCommand("backup", elsewhere, [join(elsewhere, "backup")]);
    expect(outcome).toEqual({ exitCode: 1, output: expect.stringMatching(/^there is no database /) });
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});
