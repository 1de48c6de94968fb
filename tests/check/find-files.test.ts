import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { findFiles } from "../../packages/server/stored-operations/find-files.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";

const files = Object.fromEntries(
  [
    "a.graphql",
    "a+b.graphql",
    "operations/b.graphql",
    "operations/b.gql",
    "operations/bookings.graphql",
    "operations/deep/er/c.graphql",
    "operations/.hidden/d.graphql",
    "operations/node_modules/e.graphql",
    "operationsgraphql",
  ].map((path) => [path, ""]),
);

describe("a glob pattern", () => {
  it.each([
    [
      "operations/**/*.graphql",
      ["operations/b.graphql", "operations/bookings.graphql", "operations/deep/er/c.graphql"],
    ],
    ["operations/*.graphql", ["operations/b.graphql", "operations/bookings.graphql"]],
    ["./operations/?.{graphql,gql}", ["operations/b.gql", "operations/b.graphql"]],
    ["**/c.*", ["operations/deep/er/c.graphql"]],
    ["**/a.graphql", ["a.graphql"]],
    [
      "operations/**",
      ["operations/b.gql", "operations/b.graphql", "operations/bookings.graphql", "operations/deep/er/c.graphql"],
    ],
    ["a+b.graphql", ["a+b.graphql"]],
    ["a.graphq", []],
    ["operations", []],
    ["nowhere/**/*.graphql", []],
    ["a.graphql/*", []],
  ])("%s finds what it means, sorted", async (pattern, expected) => {
    expect(await findFiles(createTemporaryFolder(files), pattern)).toEqual(expected);
  });

  it("reaches out of the folder, and names what it finds from there", async () => {
    const folder = join(createTemporaryFolder(files), "operations", "deep");
    expect(await findFiles(folder, "../*.gql")).toEqual(["../b.gql"]);
  });
});
