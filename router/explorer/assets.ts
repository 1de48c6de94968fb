import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Where `npm run build` puts the pages' scripts and styles, as seen from the sources and from the compiled router. */
const FOLDERS = [new URL("../../dist/explorer/", import.meta.url), new URL("../../explorer/", import.meta.url)];

/** Reads the file `name` of the explorer's build, with an entity tag (RFC 9110 §8.8.3); null: there is none. */
export async function findAsset(name: string) {
  const mediaType = MEDIA_TYPES[extname(name)];
  const folder = FOLDERS.find((candidate) => existsSync(candidate));
  // A name with a slash could lead out of the folder.
  if (mediaType === undefined || folder === undefined || !/^[\w.-]+$/.test(name)) return null;
  try {
    const content = await readFile(new URL(name, folder));
    return { content, mediaType, entityTag: `"${createHash("sha256").update(content).digest("base64url")}"` };
  } catch {
    return null;
  }
}
