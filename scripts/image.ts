import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, readArguments, runCommand } from "./command-line.ts";
import { DATA_COMMANDS } from "./data-commands.ts";
import { type ImageDefinition, writeImage } from "./image/write-image.ts";
import { listSubgraphFolders } from "./list-subgraphs.ts";

// `npm run image -- <new folder>`: writes for the router and each subgraph a folder with all that its process needs, and
// no more. There `node .` runs it, without an installation. It takes what `npm run build` made.

const USAGE = "usage: npm run image -- <new folder>";

/** What a router of another graph would not need, but for the manifest of trusted documents, which need not be there. */
const ROUTER: ImageDefinition = {
  name: "router",
  main: "router/main.js",
  commands: [],
  copies: [],
  files: ["supergraph.graphql", "operations/generated/persisted-query-manifest.json"].filter((file) =>
    existsSync(file),
  ),
  packages: [],
};

function defineSubgraph(name: string): ImageDefinition {
  const schema = join("subgraphs", name, "schema.graphql");
  const prisma = join("prisma", name, "schema.prisma");
  const commands = DATA_COMMANDS.filter(({ subgraph }) => [name, null].includes(subgraph));
  const hasDatabase = existsSync(prisma);
  return {
    name,
    main: join("subgraphs", name, "main.js"),
    commands: hasDatabase ? commands.map(({ file }) => `${file}.js`) : [],
    copies: [
      schema,
      // The migrations of both kinds of database.
      ...(hasDatabase ? [join("prisma", name), "subgraphs/shared/database/scan-worker.mjs"] : []),
    ],
    files: hasDatabase ? [prisma] : [],
    packages: hasDatabase ? ["better-sqlite3", "@prisma/schema-engine-wasm"] : [],
  };
}

await runCommand({ prefix: "", exitCode: 1 }, async () => {
  const { positionals } = readArguments(USAGE, { allowPositionals: true });
  const [folder, ...others] = positionals;
  if (!folder || others.length > 0) throw new CommandError(USAGE);
  if (existsSync(folder)) throw new CommandError(`${folder} is there already: name a new folder`);
  if (!existsSync(join("dist", ROUTER.main))) throw new CommandError("there is no build: run npm run build first");
  await mkdir(folder, { recursive: true });
  for (const definition of [ROUTER, ...listSubgraphFolders().map(defineSubgraph)]) {
    const target = join(folder, definition.name);
    await writeImage(definition, target);
    process.stdout.write(`${target}\n`);
  }
  return 0;
});
