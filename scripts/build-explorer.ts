import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";

const SOURCES = join("router", "explorer", "browser");
const SCRIPTS = ["home.ts", "graphiql.tsx", "sandbox.ts"];
const STYLES = ["explorer.css", "home.css", "graphiql.css", "plan.css", "sandbox.css"];

/** Bundles what the explorer's pages run in the browser, libraries included, into `folder`. */
export async function buildExplorer(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await build({
    entryPoints: [...SCRIPTS, ...STYLES, "icon.svg"].map((name) => join(SOURCES, name)),
    outdir: folder,
    tsconfig: join(SOURCES, "tsconfig.json"),
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    loader: { ".svg": "copy" },
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [dropEmbeddedFonts],
    logLevel: "warning",
  });
}

/** GraphiQL's style sheet carries 370 KB of fonts; every system has its own. */
const dropEmbeddedFonts: Plugin = {
  name: "drop-embedded-fonts",
  setup({ onLoad }) {
    onLoad({ filter: /graphiql[\\/]dist[\\/]style\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/@font-face\s*\{[^}]*\}/g, ""),
      loader: "css",
    }));
  },
};
