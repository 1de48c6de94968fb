import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { removeLeftovers } from "../../scripts/generated-leftovers.ts";
import { createDataFolder } from "../support/data-folder.ts";

it("removes what was generated for a subgraph that is gone, and nothing else", async () => {
  const root = createDataFolder();
  for (const folder of ["gone/generated/prisma", "here/generated", "begun"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const file of ["gone/generated/resolver-types.ts", "here/schema.graphql", "notes.md"]) {
    writeFileSync(join(root, file), "");
  }
  await removeLeftovers(root);
  expect(readdirSync(root).sort()).toEqual(["begun", "here", "notes.md"]);
  expect(readdirSync(join(root, "here"))).toEqual(["generated", "schema.graphql"]);
});
