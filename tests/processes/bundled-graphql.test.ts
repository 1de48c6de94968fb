import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";

/** The text of all that is bundled in `folder`. */
function readChunks(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith(".js"));
  return names.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

it.each(["dist/router/chunks", "dist/subgraphs/shared/chunks"])(
  "in %s each class of a GraphQL type is asked for by itself",
  (folder) => {
    const text = readChunks(folder);
    expect(text).toMatch(/return\s+type\s+instanceof\s+GraphQLNonNull\b/);
    expect(text).not.toMatch(/\binstanceOf\d*\(type\b/);
  },
);
