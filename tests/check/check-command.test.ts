import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import {
  booksSdl,
  composeBooks,
  createCheckedRepository,
  fileOf,
  runCheckCommand,
  writeBooks,
} from "./support/checked-repository.ts";

const nullableTitle = booksSdl.replace("title: String!", "title: String");
const textPages = booksSdl.replace("pages: Int", "pages: String");

describe("the check command", () => {
  it("exits with 0 and prints a line per step when all is good", () => {
    const repository = createCheckedRepository();
    const { status, stdout, stderr } = runCheckCommand(repository.folder);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^Compared with supergraph\.graphql at [0-9a-f]{7}, which is HEAD\.$/),
      "",
      "✓ Composition           1 subgraph composes, no hints",
      "✓ Freshness             supergraph.graphql is what composes now",
      "✓ Breaking changes      the API schema is as it was",
      "✓ Operations            1 stored operation, all valid",
      expect.stringMatching(/^✓ Query plans {2}/),
      expect.stringMatching(/^✓ Router limits {2}/),
      expect.stringMatching(/^✓ Access map {2}/),
      expect.stringMatching(/^– Prisma and SDL agree {2}/),
      expect.stringMatching(/^✓ Schema lint {2}/),
      "",
      "Check passed: no errors, no warnings.",
      "",
    ]);
  });

  it("exits with 1 when a step fails: on a branch that breaks an operation", () => {
    const repository = createCheckedRepository();
    repository.git("switch", "--quiet", "--create", "feature");
    writeBooks(repository, nullableTitle);
    repository.commit();
    const { status, stdout } = runCheckCommand(repository.folder);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^Compared with .*, the merge base with main\.\n/);
    expect(stdout).toContain(`✗ Breaking changes      1 breaking change (1 in use), 0 dangerous, 0 safe
  error books.graphql:15:3 [books] FIELD_TYPE_CHANGED
    Field 'Book.title' changed type from 'String!' to 'String'. It breaks BookTitle.
    → Add a new field beside it and deprecate this one. Or accept it: put "# accept-break FIELD_TYPE_CHANGED -- the reason" at the end of the line.
    at operations/book-title.graphql:3:5
`);
    expect(stdout).toMatch(/\nCheck failed: 1 error, no warnings\.\n$/);
  });

  it("exits with 0 for a break that nobody uses, and with 1 under --strict", () => {
    const repository = createCheckedRepository();
    writeBooks(repository, textPages);
    const lenient = runCheckCommand(repository.folder);
    expect(lenient.status).toBe(0);
    expect(lenient.stdout).toContain("  warning books.graphql:17:3 [books] FIELD_TYPE_CHANGED\n");
    const strict = runCheckCommand(repository.folder, ["--strict"]);
    expect(strict.status).toBe(1);
    expect(strict.stdout).toContain("  error books.graphql:17:3 [books] FIELD_TYPE_CHANGED\n");
  });

  it("exits with 1 for a stale supergraph, and says what mends it", () => {
    const repository = createCheckedRepository();
    repository.write({ "supergraph.graphql": composeBooks(textPages) });
    const { status, stdout } = runCheckCommand(repository.folder);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /✗ Freshness {2,}supergraph\.graphql is not what composes now\n {2}error supergraph\.graphql:\d+:1 SUPERGRAPH_STALE\n.*\n {4}→ Run `npm run compose` and commit the file\.\n/,
    );
  });

  it("reports every step of a graph that does not compose", () => {
    const repository = createCheckedRepository();
    repository.write({
      "books.graphql": booksSdl.replace("pages: Int", "pages: Nope"),
      "operations/odd.graphql": "{ book(id: 1) { id } }",
    });
    const { status, stdout } = runCheckCommand(repository.folder);
    expect(status).toBe(1);
    expect(stdout).toMatch(/✗ Composition .*\n {2}error books\.graphql:17:\d+ \[books\] INVALID_GRAPHQL\n/);
    expect(stdout).toMatch(/– Freshness {2,}skipped: the subgraphs do not compose\n/);
    expect(stdout).toMatch(/– Breaking changes {2,}skipped: the subgraphs do not compose\n/);
    expect(stdout).toMatch(/✗ Operations .*\n {2}error operations\/odd\.graphql:1:1 OPERATION_WITHOUT_NAME\n/);
  });
});

describe("without a base", () => {
  it("the check says so, skips the comparison and still passes", () => {
    const { folder } = createCheckedRepository();
    const copy = createTemporaryFolder(readFiles(folder));
    const { status, stdout } = runCheckCommand(copy);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Compared with nothing, because there is no git history \(.*\)\.\n/);
    expect(stdout).toMatch(/\n– Breaking changes {2,}skipped: there is no git history/);
  });
});

describe("--base", () => {
  it("takes an SDL file, relative to where the command runs", () => {
    const repository = createCheckedRepository();
    repository.write({ "old.graphql": composeBooks(nullableTitle), "deep/er/file": "" });
    const { status, stdout } = runCheckCommand(fileOf(repository, "deep/er"), [
      ...["--config", "../../supergraph.yaml", "--base", "../../old.graphql"],
    ]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Compared with \.\.\/\.\.\/old\.graphql\.\n/);
    expect(stdout).toContain("✓ Breaking changes      no breaking changes, 0 dangerous, 1 safe\n");
  });

  it("takes a git ref", () => {
    const repository = createCheckedRepository();
    repository.git("tag", "v1");
    writeBooks(repository, nullableTitle);
    repository.commit();
    expect(runCheckCommand(repository.folder).status).toBe(0);
    const { status, stdout } = runCheckCommand(repository.folder, ["--base", "v1"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^Compared with supergraph\.graphql at v1 \([0-9a-f]{7}\)\.\n/);
  });
});

describe("--format and --output", () => {
  it("print annotations whose paths GitHub knows, from the top of the repository", () => {
    const repository = createCheckedRepository();
    repository.git("rm", "--quiet", "--cached", "-r", ".");
    const files = readFiles(repository.folder);
    repository.write(Object.fromEntries(Object.entries(files).map(([path, text]) => [`graphs/a/${path}`, text])));
    repository.commit();
    repository.write({ "graphs/a/books.graphql": nullableTitle });
    const { status, stdout } = runCheckCommand(fileOf(repository, "graphs/a"), ["--format", "github"]);
    expect(status).toBe(1);
    expect(stdout.split("\n")).toContainEqual(
      expect.stringMatching(
        /^::error file=graphs\/a\/books\.graphql,line=15,col=3,title=Breaking changes%3A FIELD_TYPE_CHANGED::.*%0AAt graphs\/a\/operations\/book-title\.graphql:3:5$/,
      ),
    );
  });

  it("write the report to a file, and a line per step to the terminal", () => {
    const repository = createCheckedRepository();
    writeBooks(repository, nullableTitle);
    repository.write({ "report.json": "old" });
    const args = ["--format", "json", "--output", "report.json"];
    const { status, stdout } = runCheckCommand(repository.folder, args);
    expect(status).toBe(1);
    expect(stdout).toMatch(/✗ Breaking changes {6}1 breaking change .*\n/);
    expect(stdout).not.toContain("FIELD_TYPE_CHANGED");
    expect(stdout).toMatch(/\nThe report is in report\.json\n$/);
    const report = JSON.parse(readFileSync(fileOf(repository, "report.json"), "utf8"));
    expect(report).toMatchObject({ version: 1, status: "failed", errors: 1, base: { found: true } });
    expect(report.steps[2].details.changes).toEqual([
      {
        type: "FIELD_TYPE_CHANGED",
        classification: "breaking",
        coordinate: "Book.title",
        message: "Field 'Book.title' changed type from 'String!' to 'String'",
        subgraphs: ["books"],
        usedBy: [{ operation: "BookTitle", file: "operations/book-title.graphql", line: 3, column: 5 }],
      },
    ]);
    expect(readdirSync(repository.folder).filter((name) => name.includes(".tmp"))).toEqual([]);
  });

  it("print Markdown", () => {
    const { status, stdout } = runCheckCommand(createCheckedRepository().folder, ["--format", "markdown"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^## Schema check passed\n\n[^\n]+\n\n\| Step \| Result \| Summary \|\n/);
  });
});

describe("the check that cannot run", () => {
  it.each<[string, readonly string[], RegExp]>([
    ["an unknown option", ["--nope"], /^error Unknown option '--nope': see npm run check -- --help\n$/],
    ["an unknown format", ["--format", "xml"], /^error --format must be one of text, github, json, markdown\.\n$/],
    ["a number of hops that is none", ["--max-hops", "few"], /^error --max-hops must be a whole number/],
    ["a base that cannot be read", ["--base", "nowhere"], /^error --base nowhere is neither a file nor a git ref/],
    ["a configuration that is not there", ["--config", "no.yaml"], /no\.yaml error INVALID_SUPERGRAPH_CONFIG /],
    ["operations that match nothing", ["--operations", "ops/*"], /^error --operations ops\/\* matches no file\.\n/],
    [
      "a report that cannot be written",
      ["--output", "no/where.txt"],
      /^error no\/where\.txt cannot be written: no such file or folder\.\n/,
    ],
  ])("exits with 2 and says why: %s", (_what, args, message) => {
    const { status, stderr } = runCheckCommand(createCheckedRepository().folder, args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

function readFiles(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("/.git"))
    .map((entry) => `${entry.parentPath}/${entry.name}`);
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}

describe("the check command, of migrations", () => {
  const first = 'CREATE TABLE "Book" ("id" TEXT NOT NULL PRIMARY KEY, "title" TEXT NOT NULL);\n';
  const unique = '-- CreateIndex\nCREATE UNIQUE INDEX "Book_title_key" ON "Book"("title");\n';
  const model = 'datasource db {\n  provider = "sqlite"\n}\nmodel Book {\n  id String @id\n  title String\n}\n';

  it("fails on one that the base does not have, and whose statement stops at rows", () => {
    const repository = createCheckedRepository();
    repository.write({
      "prisma/books/schema.prisma": model,
      "prisma/books/migrations/migration_lock.toml": 'provider = "sqlite"\n',
      "prisma/books/migrations/1_initial/migration.sql": first,
    });
    repository.commit();
    repository.write({
      "prisma/books/schema.prisma": model.replace("title String", "title String @unique"),
      "prisma/books/migrations/2_unique/migration.sql": unique,
      "prisma/books/migrations/3_more/migration.sql": "-- Nothing.\n",
    });
    const { status, stdout } = runCheckCommand(repository.folder);
    expect(status).toBe(1);
    expect(stdout).toContain(
      '`CREATE UNIQUE INDEX "Book_title_key" ON "Book"("title")` in the migration 2_unique stops at rows of Book that have the same title.',
    );
    expect(stdout).toContain("prisma/books/migrations/2_unique/migration.sql:2");
    repository.commit();
    expect(runCheckCommand(repository.folder).stdout).not.toContain("stops at");
  });
});
