import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** A relative module of a declaration file, in an import, a re-export or an `import()` type. */
const RELATIVE_MODULE = /(from |import\()"(\.[^"]+)\.ts"/g;

/** Declaration files, by the source that they are for: paths from the root of the checkout. */
export type Declarations = ReadonlyMap<string, string>;

/**
 * Compiles the types of `entries`, with those of their own modules that they name.
 * @param folder where the compiler works; it must be inside the checkout, to find the same packages
 * @throws Error when the sources have a type error, which the compiler prints
 */
export async function compileTypes(entries: readonly string[], folder: string): Promise<Declarations> {
  const root = process.cwd();
  const configuration = {
    extends: resolve("tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: root,
      outDir: ".",
    },
    files: entries.map((entry) => resolve(entry)),
    include: [],
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(configuration));
  const compiler = join("node_modules", "typescript", "bin", "tsc");
  execFileSync(process.execPath, [compiler, "-p", folder], { stdio: "inherit" });
  const declarations = new Map<string, string>();
  for (const entry of entries) await collect(entry, folder, declarations);
  return declarations;
}

/** Where the declaration file of a source is. */
export function locateTypes(source: string): string {
  return join("types", source.replace(/\.ts$/, ".d.ts"));
}

async function collect(source: string, folder: string, declarations: Map<string, string>): Promise<void> {
  if (declarations.has(source)) return;
  const text = await readFile(join(folder, source.replace(/\.ts$/, ".d.ts")), "utf8");
  declarations.set(source, text.replace(RELATIVE_MODULE, '$1"$2.js"'));
  for (const [, , path] of text.matchAll(RELATIVE_MODULE)) {
    await collect(join(dirname(source), `${path}.ts`), folder, declarations);
  }
}
