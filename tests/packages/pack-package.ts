import { readFileSync } from "node:fs";
import type { RootManifest } from "../../scripts/pack/build-manifest.ts";
import { packPackage } from "../../scripts/pack/pack-package.ts";
import { PACKAGES } from "../../scripts/pack/packages.ts";
import { createDataFolder } from "../support/data-folder.ts";

const root: RootManifest = JSON.parse(readFileSync("package.json", "utf8"));

/** Packs the package of this name into a folder of the test. @returns the path of the tarball */
export function pack(name: string): Promise<string> {
  const definition = PACKAGES.find((candidate) => candidate.name === name);
  if (definition === undefined) throw new Error(`there is no package ${name}`);
  return packPackage(definition, root, createDataFolder());
}
