import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { type Outcome, runDatabaseCommand } from "../../data/database-commands.ts";
import { checkIntegrity, readTables } from "../../data/database-file.ts";
import { signInAs } from "../../support/caller.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import type { TestProcess } from "../../support/process.ts";
import { createBook, deleteBook } from "../books/operations.ts";
import { readContents, readWrongCounts } from "../events/databases.ts";
import { waitUntilFollowed } from "../support/book-feed.ts";
import { startDemoStack } from "../support/demo-stack.ts";

const NAMES = ["accounts", "books", "comments"] as const;

const stack = await startDemoStack();
const processes: { accounts: TestProcess; books: TestProcess; comments: TestProcess } = { ...stack };
const editor = await signInAs(stack, "editor");
const folder = join(createDataFolder(), "backup");

const comment = (bookId: string) =>
  editor.send('mutation ($bookId: ID!) { addComment(bookId: $bookId, body: "seen") { id } }', { bookId });

/** Adds a book with a comment on it. */
async function addCommentedBook(title: string): Promise<string> {
  const { id } = await createBook(editor, title);
  expect((await comment(id)).codes).toEqual([]);
  return id;
}

const deletedLater = await addCommentedBook("deleted after the backup");
const kept = await addCommentedBook("kept");
await waitUntilFollowed(processes);
const backup = await runDatabaseCommand("backup", stack.dataFolder, [folder]);
const addedLater = await addCommentedBook("added after the backup");
await deleteBook(editor, deletedLater);
await waitUntilFollowed(processes);

function restore(...args: string[]): Promise<Outcome> {
  return runDatabaseCommand("restore", stack.dataFolder, args);
}

async function restart(...names: readonly (typeof NAMES)[number][]): Promise<void> {
  for (const name of names) processes[name] = await processes[name].restart();
}

async function stop(...names: readonly (typeof NAMES)[number][]): Promise<void> {
  for (const name of names) await processes[name].stop();
}

async function expectAgreement(): Promise<readonly string[]> {
  await waitUntilFollowed(processes);
  const { books, knownBooks, commentedBooks } = await readContents(stack.dataFolder);
  expect(knownBooks).toEqual(books);
  expect(commentedBooks.filter((id) => !books.includes(id))).toEqual([]);
  expect(await readWrongCounts(stack.dataFolder)).toEqual([]);
  return books;
}

function listReplaced(): string[] {
  return readdirSync(stack.dataFolder).filter((name) => name.includes(".replaced-"));
}

/** A copy of the backup that `damage` has been done to. */
function damageBackup(damage: (folder: string) => void): string {
  const damaged = join(createDataFolder(), "backup");
  cpSync(folder, damaged, { recursive: true });
  damage(damaged);
  return damaged;
}

describe("npm run db:restore", () => {
  it("refuses while a process has one of the databases open, idle as it may be", async () => {
    expect(backup.exitCode).toBe(0);
    await stop("books", "comments");
    const { exitCode, output } = await restore(folder);
    expect({ exitCode, output }).toEqual({
      exitCode: 1,
      output: expect.stringMatching(/accounts\.db is in use: stop every process that has it open/),
    });
    expect(listReplaced()).toEqual([]);
    await restart("books", "comments");
    expect(await expectAgreement()).toContain(addedLater);
  });

  it.each<[string, (damaged: string) => void, RegExp]>([
    ["a folder without a manifest", (damaged) => rmSync(join(damaged, "manifest.json")), /is not a whole backup/],
    ["a copy that is gone", (damaged) => rmSync(join(damaged, "accounts.db")), /accounts\.db cannot be read/],
    [
      "a copy that has changed since",
      (damaged) => {
        const file = join(damaged, "books.db");
        const content = readFileSync(file);
        content[content.length - 1] = 255 - (content.at(-1) ?? 0);
        writeFileSync(file, content);
      },
      /books\.db is not the file that the backup was made with/,
    ],
    [
      "a database that the backup does not hold",
      (damaged) => {
        const manifest = JSON.parse(readFileSync(join(damaged, "manifest.json"), "utf8"));
        manifest.databases.pop();
        writeFileSync(join(damaged, "manifest.json"), JSON.stringify(manifest));
      },
      /holds no copy of accounts/,
    ],
  ])("refuses %s and touches nothing", async (_what, damage, sentence) => {
    const before = readdirSync(stack.dataFolder).sort();
    const { exitCode, output } = await restore(damageBackup(damage));
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: expect.stringMatching(sentence) });
    expect(readdirSync(stack.dataFolder).sort()).toEqual(before);
  });

  it("puts books alone back, and comments comes to agree with it while it runs", async () => {
    await stop("books");
    expect(await restore(folder, "books")).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/^books\tas it was at .*books\.db\.replaced-\d+\n$/),
    });
    expect(await readTables(join(stack.dataFolder, "books.db"))).toEqual(await readTables(join(folder, "books.db")));
    await restart("books");
    const books = await expectAgreement();
    expect(books).toEqual(expect.arrayContaining([kept, deletedLater]));
    expect(books).not.toContain(addedLater);
    expect((await comment(deletedLater)).codes).toEqual([]);
    expect((await comment(addedLater)).codes).toEqual(["NOT_FOUND"]);
  });

  it("keeps what was there before, whole and in one file", async () => {
    const [replaced = ""] = listReplaced();
    const file = join(stack.dataFolder, replaced);
    const copy = join(createDataFolder(), "copy.db");
    copyFileSync(file, copy);
    expect(await checkIntegrity(copy)).toBe("ok");
    const ids = (await readTables(copy)).Book?.map(([id]) => id);
    expect(ids).toContain(addedLater);
    expect(ids).not.toContain(deletedLater);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("puts comments alone back, and it comes to agree with books", async () => {
    const added = await addCommentedBook("added since");
    await stop("comments");
    expect((await restore(folder, "comments")).exitCode).toBe(0);
    await restart("comments");
    expect(await expectAgreement()).toContain(added);
    expect((await comment(added)).codes).toEqual([]);
  });

  it("puts all of them back, row by row", async () => {
    await stop("books", "comments", "accounts");
    expect((await restore(folder)).exitCode).toBe(0);
    for (const name of NAMES) {
      const file = join(stack.dataFolder, `${name}.db`);
      expect(await readTables(file)).toEqual(await readTables(join(folder, `${name}.db`)));
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    await restart("accounts", "books", "comments");
    expect(await expectAgreement()).toEqual(expect.arrayContaining([kept, deletedLater]));
    expect(await stack.signIn("editor")).toMatch(/^ey/);
  });
});
