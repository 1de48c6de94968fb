import { build } from "esbuild";

/**
 * The source files that a process runs, relative to the project's root.
 * @param entry the entry file without its ending
 * @returns null while one of them cannot be read or parsed
 */
export async function findSources(entry: string): Promise<ReadonlySet<string> | null> {
  try {
    const { metafile } = await build({
      entryPoints: [`${entry}.ts`],
      bundle: true,
      packages: "external",
      platform: "node",
      format: "esm",
      metafile: true,
      write: false,
      logLevel: "silent",
    });
    return new Set(Object.keys(metafile.inputs));
  } catch {
    return null;
  }
}
