import { join } from "node:path";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";

/** Writes a settings file of that name, for `ROUTER_CONFIG`. @returns its path */
export function writeSettings(name: string, content: string): string {
  return join(createTemporaryFolder({ [name]: content }), name);
}
