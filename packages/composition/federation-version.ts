import { createRequire } from "node:module";
import type { Complaint } from "./problem.ts";

/**
 * Checks a `federation_version` as written: absent, `2`, or `=2.x.y` no newer than the installed
 * @apollo/composition, which composes every older Federation 2 schema. Null when it is fine.
 */
export function findVersionProblem(written: unknown): Complaint | null {
  if (written === undefined || written === 2 || written === "2") return null;
  const installed = readInstalledVersion();
  const mend = `Write "federation_version: 2", or an exact version up to "=${installed}".`;
  const exact = typeof written === "string" ? /^=(\d+)\.(\d+)\.(\d+)$/.exec(written) : null;
  if (!exact) return { message: `federation_version ${JSON.stringify(written)} is not supported.`, mend };
  if (exact[1] !== "2") return { message: `federation_version ${written} is not Federation 2.`, mend };
  if (!isNewer(exact.slice(1), installed.split("."))) return null;
  return {
    message: `federation_version ${written} is newer than the installed @apollo/composition ${installed}.`,
    mend,
  };
}

/** Read only when it is asked for: a deployed command for databases reads no such file, and has no composition. */
function readInstalledVersion(): string {
  const manifest = createRequire(import.meta.url)("@apollo/composition/package.json") as { version: string };
  return manifest.version;
}

function isNewer(version: readonly string[], reference: readonly string[]): boolean {
  return version.join(".").localeCompare(reference.join("."), "en", { numeric: true }) > 0;
}
