import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RootManifest } from "./build-manifest.ts";
import type { PackageDefinition } from "./package-definition.ts";
import { writePackage } from "./write-package.ts";

/** Inside the checkout, where the compilers find its packages. */
const WORK = "dist";

/**
 * Packs one package. Its tarball is complete when it appears in `output`; the same sources give the same bytes.
 * @returns the path of the tarball
 * @throws Error when a source does not compile, or a file is missing
 */
export async function packPackage(definition: PackageDefinition, root: RootManifest, output: string): Promise<string> {
  mkdirSync(WORK, { recursive: true });
  mkdirSync(output, { recursive: true });
  const work = mkdtempSync(join(WORK, "packing-"));
  try {
    const folder = join(work, "package");
    await writePackage(definition, root, folder, join(work, "types"));
    const name = pack(folder, work);
    const tarball = join(output, name);
    // The output may be on another disk, where a file cannot be moved to at once.
    copyFileSync(join(work, name), `${tarball}.partial`);
    renameSync(`${tarball}.partial`, tarball);
    return tarball;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** @returns the name of the tarball in `destination` */
function pack(folder: string, destination: string): string {
  const options = ["--silent", "--ignore-scripts", "--pack-destination", destination];
  return execFileSync("npm", ["pack", `./${folder}`, ...options], { encoding: "utf8" }).trim();
}
