import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";

/** Node's `require` for what CommonJS packages load of Node itself; an ES module has none. */
const REQUIRE = `import { createRequire as createBundleRequire } from "node:module";
const require = createBundleRequire(import.meta.url);`;

/** What is loaded when it is needed only; as deep in the output as the compiler puts it, for the explorer's files. */
const CHUNKS = "chunks";

/**
 * Bundles the router, libraries included, into `folder`, over what the compiler has put there. Two thousand modules
 * that the router would look for, read and keep in memory become a few, without what it never runs: it starts in less
 * than half the time, and keeps half as much.
 */
export async function bundleRouter(folder: string): Promise<void> {
  const { metafile } = await build({
    metafile: true,
    entryPoints: [join("router", "main.ts")],
    outdir: folder,
    chunkNames: `${CHUNKS}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    // Names stay and lines stay short, so that a stack in the log can be read.
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: REQUIRE },
    plugins: [shareGraphql, dropUnusedByGateway],
    logLevel: "warning",
  });
  await removeOthers(join(folder, CHUNKS), Object.keys(metafile.outputs));
}

/** Earlier builds' chunks go last: a router that runs may still load one. */
async function removeOthers(folder: string, written: readonly string[]): Promise<void> {
  const names = new Set(written.map((path) => basename(path)));
  for (const name of await readdir(folder)) if (!names.has(name)) await rm(join(folder, name));
}

/**
 * ES modules and CommonJS packages get one `graphql`, the ES module, as schemas of another one are refused. Its
 * CommonJS form would cost each of our modules an object with a getter for every one of its exports.
 */
const shareGraphql: Plugin = {
  name: "share-graphql",
  setup({ onResolve }) {
    onResolve({ filter: /^graphql(\/|$)/ }, ({ path }) => {
      const file = resolve("node_modules", path);
      return { path: existsSync(`${file}.mjs`) ? `${file}.mjs` : join(file, "index.mjs") };
    });
  },
};

/** What Apollo Gateway loads to compose, to ask Apollo for supergraphs, to fetch, and to send Apollo metrics. */
const UNUSED_BY_GATEWAY =
  /^(?:@apollo\/composition|@apollo\/usage-reporting-protobuf|make-fetch-happen|node-fetch|async-retry|@opentelemetry\/(?:core|exporter-.+|resource.+|sdk-.+|semantic-conventions.*))$/;

/** Our engine executes, and supergraphs come from a file: of that, Apollo Gateway runs nothing here. */
const dropUnusedByGateway: Plugin = {
  name: "drop-unused-by-gateway",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: UNUSED_BY_GATEWAY }, ({ path, importer }) =>
      /[\\/]@apollo[\\/]gateway[\\/]/.test(importer) ? { path, namespace: "unused" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};", loader: "js" }));
  },
};
