import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packPackage } from "../../scripts/pack/pack-package.ts";
import { PACKAGES } from "../../scripts/pack/packages.ts";

/** The package that makes any Apollo Server execute by this project's engine. */
export const ENGINE_PACKAGE = "@library-supergraph/engine";

/** Packs it, and installs it beside the competitors, whose packages it finds there. */
export async function installEnginePackage(): Promise<void> {
  const definition = PACKAGES.find(({ name }) => name === ENGINE_PACKAGE);
  if (definition === undefined) throw new Error(`there is no package ${ENGINE_PACKAGE}`);
  const root = JSON.parse(readFileSync("package.json", "utf8"));
  const tarball = await packPackage(definition, root, join("dist", "packages"));
  const folder = join("bench", "node_modules", ENGINE_PACKAGE);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", folder]);
}
