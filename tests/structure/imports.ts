import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const PRODUCT = ["packages", "router", "subgraphs", "scripts", "prisma"];
const IMPORT = /\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;

/** For each source file of the product, the source files that it imports, types included. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Reads the imports of every source file; paths are relative to the project's root. Generated files are left out. */
export function readImports(): Imports {
  const files = PRODUCT.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  ).filter((file) => /\.tsx?$/.test(file) && !file.includes("/generated/"));
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const imported = [...readFileSync(file, "utf8").matchAll(IMPORT)].map(([, path = ""]) =>
        join(dirname(file), path),
      );
      return [file, imported.filter((path) => known.has(path))];
    }),
  );
}

/** The imports between the direct sub-folders of `folder`: each room, with the rooms that it imports. */
export function readRooms(imports: Imports, folder: string): Imports {
  const rooms = new Map<string, string[]>();
  for (const [file, imported] of imports) {
    const room = findRoom(folder, file);
    if (room === null) continue;
    const others = imported.map((path) => findRoom(folder, path)).filter((other) => other !== null);
    rooms.set(room, [...(rooms.get(room) ?? []), ...others.filter((other) => other !== room)]);
  }
  return rooms;
}

function findRoom(folder: string, file: string): string | null {
  return file.startsWith(`${folder}/`) ? (/^([^/]+)\//.exec(file.slice(folder.length + 1))?.[1] ?? null) : null;
}

/** The circles in which files, or rooms, import each other, each as the path that leads back to its start. */
export function findCircles(imports: Imports): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push([...path.slice(start), file].join(" → "));
    if (start >= 0 || done.has(file)) return;
    for (const imported of imports.get(file) ?? []) visit(imported, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return circles;
}
