import { join } from "node:path";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";

/** A file that, loaded first, makes Node take itself for the version. */
export function pretendNode(version: string): string {
  const source = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`;
  return join(createTemporaryFolder({ "pretend.cjs": source }), "pretend.cjs");
}
