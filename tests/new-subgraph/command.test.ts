import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { sendOperation } from "../support/graphql-client.ts";
import { runStartCommand } from "../support/start-command.ts";
import { copyCheckout } from "./checkout.ts";

const checkout = copyCheckout();
const NEW = "node scripts/run.cjs scripts/new-subgraph.ts";

/** The text of each file of the copy, without what is generated. */
function readAll(): Map<string, string> {
  const files = readdirSync(checkout.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(checkout.folder.length + 1))
    .filter((path) => !/^(?:node_modules|dist)\/|\/generated\//.test(path));
  return new Map(files.sort().map((path) => [path, readFileSync(join(checkout.folder, path), "utf8")]));
}

async function expectRefusal(args: string, output: unknown): Promise<void> {
  const before = readAll();
  expect(await checkout.run(`${NEW} ${args}`)).toEqual({ exitCode: 2, output });
  expect(readAll()).toEqual(before);
}

/** Changes a file of the copy for as long as `use` takes. */
async function withChanged(path: string, change: (text: string) => string, use: () => Promise<void>) {
  const file = join(checkout.folder, path);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, change(text));
  await use();
  writeFileSync(file, text);
}

describe("npm run new:subgraph changes nothing", () => {
  it.each([
    ["", /^npm run new:subgraph: usage: [^\n]+\n$/],
    ["loans --nope", /^npm run new:subgraph: Unknown option '--nope' usage: [^\n]+\n$/],
    ["loans --extends Nope", /^npm run new:subgraph: --extends Nope: the graph has no such entity; [^\n]+\n$/],
  ])("when it is called with %j", (args, output) => expectRefusal(args, expect.stringMatching(output)));

  it.each([
    ["supergraph.graphql", "is not what composes now: run npm run compose first"],
    ["access.json", "is not what the graph grants now: run npm run check first"],
  ])("when %s is out of date", (file, message) =>
    withChanged(
      file,
      (text) => `${text}\n`,
      () => expectRefusal("loans", `npm run new:subgraph: ${file} ${message}\n`),
    ),
  );

  it(
    "when what it has written cannot be generated",
    () =>
      withChanged(
        "operations/me.graphql",
        () => "query Me { me { ",
        async () => {
          const output = expect.stringMatching(/^npm run new:subgraph: nothing is changed, because [^\n]+me\.graphql/);
          await expectRefusal("loans --extends User", output);
        },
      ),
    180_000,
  );
});

describe("npm run new:subgraph refuses names that clash with others in what is written", () => {
  it.each([
    ["a name of TypeScript's", "loans --entity Omit"],
    ["a variable of the loaders", "ids --entity Loan"],
    ["a global", "map --entity Loan"],
  ])(
    "%s",
    async (_what, args) => {
      const [name] = args.split(" ");
      const told = new RegExp(
        `^npm run new:subgraph: nothing is changed, because other names are needed: with these, [^\\n]*subgraphs/${name}/[^\\n]+\\n$`,
      );
      await expectRefusal(args, expect.stringMatching(told));
    },
    240_000,
  );
});

describe("npm run new:subgraph -- loans --extends User", () => {
  it("writes a subgraph and says what to edit first", async () => {
    const before = readAll();
    const { exitCode, output } = await checkout.run(`${NEW} loans --extends User`);
    expect(output).toMatch(
      /^The subgraph loans has the entity Loan, extends User of accounts and the port 40\d\d\. Try it: npm start\nEdit first:\n {2}subgraphs\/loans\/schema\.graphql /,
    );
    expect(exitCode).toBe(0);
    const after = readAll();
    const added = [...after.keys()].filter((path) => !before.has(path));
    expect(added.map((path) => path.replace(/\d{14}/, "<time>"))).toEqual([
      "operations/add-loan.graphql",
      "operations/list-loans.graphql",
      "prisma/loans/migrations/<time>_initial/migration.sql",
      "prisma/loans/migrations/migration_lock.toml",
      "prisma/loans/postgresql/migrations/<time>_initial/migration.sql",
      "prisma/loans/postgresql/migrations/migration_lock.toml",
      "prisma/loans/postgresql/schema.prisma",
      "prisma/loans/prisma.config.ts",
      "prisma/loans/schema.prisma",
      "subgraphs/loans/config.ts",
      "subgraphs/loans/context.ts",
      ...["open-loans", "postgresql", "sqlite"].map((name) => `subgraphs/loans/database/${name}.ts`),
      ...["demo-data", "loaders", "loans", "main", "records", "resolvers"].map((name) => `subgraphs/loans/${name}.ts`),
      "subgraphs/loans/schema.graphql",
      "subgraphs/loans/text-limits.ts",
      "tests/loans/loans.test.ts",
    ]);
    const changed = [...before.keys()].filter((path) => after.get(path) !== before.get(path));
    expect(changed).toEqual([
      "access.json",
      "operations/budgets.json",
      "operations/variables.json",
      "package.json",
      "supergraph.graphql",
      "supergraph.yaml",
    ]);
    // With a second subgraph, the supergraph says of each field whose it is.
    const listLines = (text = "") => text.replaceAll(/ @join__field\(graph: \w+\)/g, "").split("\n");
    for (const path of changed) {
      const lines = new Set(listLines(after.get(path)));
      const lost = listLines(before.get(path)).filter((line) => !lines.has(line) && !lines.has(`${line},`));
      expect([path, lost]).toEqual([path, []]);
    }
  }, 180_000);

  it("refuses the same name again", () =>
    expectRefusal("loans", "npm run new:subgraph: supergraph.yaml has a subgraph loans already\n"));

  it.each([
    "npm run -s check -- --strict",
    "npm run -s lint",
    "npm run -s --ignore-scripts typecheck",
    "npm run -s --ignore-scripts build",
  ])(
    "passes %s",
    async (command) => {
      const ended = await checkout.run(command);
      expect(ended).toMatchObject({ exitCode: 0 });
    },
    240_000,
  );

  it("has clients that are generated again when their schemas change, and only then", async () => {
    const readTimes = () =>
      ["prisma", "postgresql"].map((kind) => {
        const client = join(checkout.folder, "subgraphs", "loans", "generated", kind, "client.ts");
        return statSync(client).mtimeMs;
      });
    const generate = () => checkout.run("npm run -s generate");
    const [first, second] = readTimes();
    expect(await generate()).toMatchObject({ exitCode: 0 });
    expect(readTimes()).toEqual([first, second]);
    await withChanged(
      "prisma/loans/schema.prisma",
      (text) => `${text}// One more line.\n`,
      async () => {
        expect(await generate()).toMatchObject({ exitCode: 0 });
        expect(readTimes()).toEqual([expect.not.closeTo(first ?? 0), second]);
      },
    );
  });

  it("passes its own test, and those of the structure and the docs", async () => {
    const jest = "node --experimental-vm-modules --no-warnings=ExperimentalWarning node_modules/jest/bin/jest.js";
    const { exitCode, output } = await checkout.run(
      `${jest} --selectProjects unit processes --maxWorkers=1 -- tests/loans tests/structure tests/docs`,
    );
    expect([exitCode, exitCode === 0 ? "" : output]).toEqual([0, ""]);
  }, 240_000);

  it("is served by npm start", async () => {
    const start = runStartCommand({}, "start", checkout.folder);
    const url = await start.waitForBanner();
    const send = async (query: string, token?: string) =>
      (await sendOperation<Record<string, never>>(url, query, { ...(token === undefined ? {} : { token }) })).data;
    const { login } = await send(
      'mutation { login(username: "reader", password: "reader-demo") { accessToken user { id } } }',
    );
    const { accessToken, user } = login as unknown as { accessToken: string; user: { id: string } };
    await send(`mutation { addLoan(userId: "${user.id}", name: "First") { id } }`, accessToken);
    expect(await send("{ loans { nodes { name user { username loans { totalCount } } } } }", accessToken)).toEqual({
      loans: {
        // Two are of the demo.
        nodes: ["The first loan", "The second loan", "First"].map((name) => ({
          name,
          user: { username: "reader", loans: { totalCount: 3 } },
        })),
      },
    });
    start.pressControlC();
    expect(await start.waitForEnd()).toBe(0);
  }, 180_000);
});
