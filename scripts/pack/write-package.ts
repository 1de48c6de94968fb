import { cp, mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { bundleProcesses, REQUIRE } from "../bundle-processes.ts";
import { buildManifest, GUARD_FILE, NODE_GUARD, nameBundle, type RootManifest } from "./build-manifest.ts";
import type { PackageDefinition } from "./package-definition.ts";
import { compileTypes, type Declarations, locateTypes } from "./write-types.ts";

/**
 * Writes what a package is made of.
 * @param folder where its files go: a new folder inside the checkout
 * @param scratch a folder beside it that the caller removes
 * @throws Error when a source cannot be compiled, or a file is missing
 */
export async function writePackage(
  definition: PackageDefinition,
  root: RootManifest,
  folder: string,
  scratch: string,
): Promise<void> {
  const types = await compileTypes(Object.values(definition.exports), scratch);
  const guard = buildNodeGuard(definition.name, root);
  // What a module imports runs before its own lines: the guard must be the first import.
  await writeModules(definition, { format: "esm", guard: `${REQUIRE}\nimport "${NODE_GUARD}";` }, types, folder);
  await writeFile(join(folder, GUARD_FILE), `${guard}\n`);
  if (definition.hasCommonJs === true) {
    const commonJs = join(folder, "cjs");
    await writeModules(definition, { format: "cjs", guard }, types, commonJs);
    await writeFile(join(commonJs, "package.json"), '{ "type": "commonjs" }\n');
  }
  for (const [name, source] of Object.entries(definition.commands ?? {})) {
    await writeLauncher(name, folder);
    if (definition.hasProcesses !== true) continue;
    const process = { sources: dirname(source), entries: [basename(source)], chunks: "chunks" };
    await bundleProcesses({ ...process, output: join(folder, "bin") });
  }
  await definition.addFiles?.(folder);
  const manifest = buildManifest(definition, root);
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await cp(join(definition.folder, "README.md"), join(folder, "README.md"));
  await cp("LICENSE", join(folder, "LICENSE"));
}

type Format = "esm" | "cjs";

/** The lines that stop an import on a Node that is too old. */
function buildNodeGuard(name: string, { engines }: RootManifest): string {
  const needed = engines.node.replace(">=", "");
  return `{
  const [needed, current] = ["${needed}", process.versions.node].map((version) => version.split(".").map(Number));
  const isOld = current[0] < needed[0] || (current[0] === needed[0] && current[1] < needed[1]);
  if (isOld) throw new Error("${name} needs Node ${needed} or newer, and this is Node " + process.versions.node + ".");
}`;
}

async function writeModules(
  definition: PackageDefinition,
  { format, guard }: { readonly format: Format; readonly guard: string },
  types: Declarations,
  folder: string,
): Promise<void> {
  const sources = Object.entries(definition.exports).map(([path, source]) => [nameBundle(path), source]);
  const bundled = definition.hasProcesses === true ? {} : (definition.commands ?? {});
  const commands = Object.entries(bundled).map(([name, source]) => [`bin/${name}`, source]);
  const entries = Object.fromEntries(format === "esm" ? [...sources, ...commands] : sources);
  await bundle(definition, entries, { outdir: folder, format, banner: { js: guard } });
  for (const [source, text] of types) {
    const file = join(folder, locateTypes(source));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function bundle(
  { dependencies, peerDependencies = {}, optionalPeers = [] }: PackageDefinition,
  entryPoints: Readonly<Record<string, string>>,
  output: { readonly outdir: string; readonly format: Format; readonly banner: { js: string } },
): Promise<void> {
  await build({
    ...output,
    entryPoints: { ...entryPoints },
    bundle: true,
    // What modules and commands have in common is there once.
    splitting: output.format === "esm",
    chunkNames: "chunks/[name]-[hash]",
    external: [...dependencies, ...Object.keys(peerDependencies), ...optionalPeers],
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
}

/** A file that a Node of any age can read checks its version first. */
async function writeLauncher(name: string, folder: string): Promise<void> {
  const bin = join(folder, "bin");
  await cp(join("scripts", "supported-node.cjs"), join(bin, "supported-node.cjs"));
  const launcher = `#!/usr/bin/env node\n"use strict";\nrequire("./supported-node.cjs");\nimport("./${name}.js");\n`;
  await writeFile(join(bin, `${name}.cjs`), launcher, { mode: 0o755 });
}
