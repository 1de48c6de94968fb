import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { refuseArguments, runCommand } from "./command-line.ts";
import type { RootManifest } from "./pack/build-manifest.ts";
import { packPackage } from "./pack/pack-package.ts";
import { PACKAGES } from "./pack/packages.ts";

// `npm run pack`: what other projects install, as tarballs. Prints each with its size and number of dependencies.

const OUTPUT = join("dist", "packages");

await runCommand({ prefix: "packing failed: ", exitCode: 1 }, async () => {
  refuseArguments("usage: npm run pack");
  const root: RootManifest = JSON.parse(readFileSync("package.json", "utf8"));
  for (const definition of PACKAGES) {
    const tarball = await packPackage(definition, root, OUTPUT);
    const kilobytes = Math.ceil(statSync(tarball).size / 1_000);
    const { length } = definition.dependencies;
    process.stdout.write(`${tarball}: ${kilobytes} kB, direct dependencies: ${length}\n`);
  }
  return 0;
});
