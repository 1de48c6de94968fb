import { createRequire } from "node:module";
import type { Complaint } from "./problem.ts";

const { version: installedVersion } = createRequire(import.meta.url)("@apollo/composition/package.json") as {
  version: string;
};

const MEND = `Write "federation_version: 2", or an exact version up to "=${installedVersion}".`;

/**
 * Checks a `federation_version` as written: absent, `2`, or `=2.x.y` no newer than the installed
 * @apollo/composition, which composes every older Federation 2 schema. Null when it is fine.
 */
export function findVersionProblem(written: unknown): Complaint | null {
  if (written === undefined || written === 2 || written === "2") return null;
  const exact = typeof written === "string" ? /^=(\d+)\.(\d+)\.(\d+)$/.exec(written) : null;
  if (!exact) return { message: `federation_version ${JSON.stringify(written)} is not supported.`, mend: MEND };
  if (exact[1] !== "2") return { message: `federation_version ${written} is not Federation 2.`, mend: MEND };
  if (!isNewer(exact.slice(1), installedVersion.split("."))) return null;
  return {
    message: `federation_version ${written} is newer than the installed @apollo/composition ${installedVersion}.`,
    mend: MEND,
  };
}

function isNewer(version: readonly string[], reference: readonly string[]): boolean {
  return version.join(".").localeCompare(reference.join("."), "en", { numeric: true }) > 0;
}
