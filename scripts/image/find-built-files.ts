import { isBuiltin } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * What the processes and commands of a build load.
 * @param folder the build's
 * @param entries their files in it
 * @returns the files, within the folder, and the packages that are in no bundle
 */
export async function findBuiltFiles(folder: string, entries: readonly string[]) {
  const { metafile } = await build({
    absWorkingDir: join(process.cwd(), folder),
    entryPoints: [...entries],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outdir: "unwritten",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  const packages = imports.filter(({ path, external }) => external && !isBuiltin(path)).map(({ path }) => path);
  return { files: Object.keys(metafile.inputs), packages: new Set(packages) };
}
