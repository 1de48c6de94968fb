import { readdirSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../command-line.ts";

/** The files that run, below node_modules/, of each package that finds its files by their place and is in no bundle. */
const FILES: Readonly<Record<string, () => readonly string[]>> = {
  "better-sqlite3": () => [
    "better-sqlite3/LICENSE",
    "better-sqlite3/package.json",
    "better-sqlite3/lib",
    "better-sqlite3/build/Release/better_sqlite3.node",
    "bindings",
    "file-uri-to-path",
  ],
  // Its binary is in a package for the platform, which alone is installed.
  "@node-rs/argon2": () => readdirSync("node_modules/@node-rs").map((name) => `@node-rs/${name}`),
  "@prisma/schema-engine-wasm": () => ["@prisma/schema-engine-wasm"],
};

/** The files and folders of `packages` that an image needs. @throws CommandError for a package that is not known here */
export function listPackageFiles(packages: Iterable<string>): string[] {
  return [...packages].flatMap((name) => {
    const files = FILES[name];
    if (files === undefined) throw new CommandError(`say in ${HERE} which files of ${name} an image needs`);
    return files().map((file) => join("node_modules", file));
  });
}

const HERE = "scripts/image/unbundled-packages.ts";
