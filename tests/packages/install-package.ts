import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createDataFolder } from "../support/data-folder.ts";
import { pack } from "./pack-package.ts";

/** The package.json of a package, as far as it says what an install brings. */
export interface Manifest {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * Installs the tarball of a package in an empty project, with its dependencies and the peers that it needs alone: what else the
 * package imports is not found. They are linked, as they are here already.
 * @param files of the project, by name
 * @returns the folder of the project
 */
export async function installPackage(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const tarball = await pack(name);
  const project = createDataFolder();
  const folder = join(project, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", folder]);
  const { dependencies, peerDependencies, peerDependenciesMeta = {} } = readManifest(folder);
  const needed = Object.keys({ ...dependencies, ...peerDependencies });
  for (const one of needed.filter((other) => !peerDependenciesMeta[other]?.optional)) link(one, project);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
  return project;
}

/** Reads the package.json of an installed package. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/** Links a package of this checkout into a project. */
export function link(name: string, project: string): void {
  const target = join(project, "node_modules", name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(resolve("node_modules", name), target);
}
