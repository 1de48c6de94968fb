import { existsSync, readFileSync } from "node:fs";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findBuiltFiles } from "./find-built-files.ts";
import { listPackageFiles } from "./unbundled-packages.ts";

const BUILD = "dist";

/** What the image of one process holds. */
export interface ImageDefinition {
  readonly name: string;
  /** The file of the build that `node .` runs. */
  readonly main: string;
  /** Files of the build that a person runs beside it. */
  readonly commands: readonly string[];
  /** Files and folders of the build that are read, and not imported. */
  readonly copies: readonly string[];
  /** Files of the checkout. */
  readonly files: readonly string[];
  /** Packages that the process finds in another way than by an import. */
  readonly packages: readonly string[];
}

/**
 * Writes the new folder `folder`: a process, with what it imports, and the packages that are in no bundle.
 * @throws CommandError for a package whose files it does not know
 */
export async function writeImage(definition: ImageDefinition, folder: string): Promise<void> {
  const { main, commands, copies, files, packages } = definition;
  const loaded = await findBuiltFiles(BUILD, [main, ...commands]);
  const notices = loaded.files.map((file) => `${file}.LEGAL.txt`).filter((file) => existsSync(join(BUILD, file)));
  const built = [...loaded.files, ...notices, ...copies].map((file) => [join(BUILD, file), file]);
  const others = [...files, ...listPackageFiles(new Set([...loaded.packages, ...packages]))].map((file) => [
    file,
    file,
  ]);
  for (const [source = "", target = ""] of [...built, ...others])
    await cp(source, join(folder, target), { recursive: true });
  await writeFile(join(folder, "package.json"), buildManifest(main));
}

function buildManifest(main: string): string {
  const { name, version, license } = JSON.parse(readFileSync("package.json", "utf8"));
  return `${JSON.stringify({ name, version, license, private: true, type: "module", main }, null, 2)}\n`;
}
