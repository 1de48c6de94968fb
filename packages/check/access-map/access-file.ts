import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { compareText } from "../../composition/compare-text.ts";
import { describeFileError } from "../../composition/file-error.ts";
import { type Place, placeLine } from "../../composition/problem.ts";
import type { AccessMap } from "./derive-access-map.ts";
import { buildAccess, type FieldAccess, type Grant } from "./field-access.ts";

/** The checked-in map, at the root of the checkout. */
export const ACCESS_FILE = "access.json";

/** The result of reading `access.json`. */
export type AccessFile =
  | { readonly state: "read"; readonly map: AccessMap; readonly text: string }
  | { readonly state: "missing" }
  | { readonly state: "unreadable"; readonly reason: string };

/** Loads the `access.json` of the checkout at `root`. */
export async function loadAccessFile(root: string): Promise<AccessFile> {
  try {
    const text = await readFile(join(root, ACCESS_FILE), "utf8");
    return { state: "read", map: parseAccessMap(text), text };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { state: "missing" };
    return { state: "unreadable", reason: describeReason(error) };
  }
}

/**
 * Writes a map as the text of `access.json`: JSON with one sorted line for each field, so that a diff shows each change.
 * A value is `"public"`, `"authenticated"`, or a list of grants, where one is enough: `[{ "scopes": ["a", "b"] },
 * { "policies": ["c"] }]` is (scopes a and b) or policy c.
 */
export function formatAccessMap(map: AccessMap): string {
  const lines = [...map]
    .toSorted(([one], [other]) => compareText(one, other))
    .map(([coordinate, access]) => `  ${JSON.stringify(coordinate)}: ${formatAccess(access)}`);
  return lines.length === 0 ? "{}\n" : `{\n${lines.join(",\n")}\n}\n`;
}

/** Reads what `formatAccessMap` writes. Throws a SyntaxError or a ZodError when `text` is something else. */
export function parseAccessMap(text: string): AccessMap {
  const fields = accessMapSchema.parse(JSON.parse(text));
  return new Map(Object.entries(fields).map(([coordinate, access]) => [coordinate, readAccess(access)]));
}

/** The place of a field in `access.json`; without a field, or when the file lacks it, the file alone. */
export function findAccessPlace(file: AccessFile, coordinate?: string): Place {
  const lines = file.state === "read" ? file.text.split("\n") : [];
  const index = lines.findIndex((line) => line.trimStart().startsWith(`"${coordinate}":`));
  if (index === -1) return placeLine(ACCESS_FILE, null);
  return { file: ACCESS_FILE, line: index + 1, column: 1, subgraph: null };
}

const namesSchema = z.array(z.string()).min(1).optional();
const grantSchema = z.strictObject({ scopes: namesSchema, policies: namesSchema });
const accessSchema = z.union([z.enum(["public", "authenticated"]), z.array(grantSchema).min(1)]);
const accessMapSchema = z.record(z.string(), accessSchema);

type WrittenAccess = z.infer<typeof accessSchema>;

function readAccess(written: WrittenAccess): FieldAccess {
  if (typeof written === "string") return written;
  return buildAccess(written.map(({ scopes = [], policies = [] }) => ({ scopes, policies })));
}

function formatAccess(access: FieldAccess): string {
  return typeof access === "string" ? JSON.stringify(access) : `[${access.map(formatGrant).join(", ")}]`;
}

function formatGrant({ scopes, policies }: Grant): string {
  const members = Object.entries({ scopes, policies }).filter(([, names]) => names.length > 0);
  return `{ ${members.map(([name, names]) => `"${name}": ${formatNames(names)}`).join(", ")} }`;
}

function formatNames(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(", ")}]`;
}

function describeReason(error: unknown): string {
  if (error instanceof SyntaxError) return `it is not JSON: ${error.message}`;
  if (!(error instanceof z.ZodError)) return describeFileError(error);
  const fields = [...new Set(error.issues.map(({ path }) => path[0]?.toString() ?? "the file itself"))];
  return `it does not say who may see a field: ${fields.join(", ")}`;
}
