import { expect, it } from "@jest/globals";
import { listFiles, readCode, readTables, readText } from "./markdown.ts";

/** Where the sources say that something is served. */
const ROUTE = /\.(?:get|post)\(\s*"(\/[^"]*)"|\b[A-Z]+_ROUTE = "(\/[^"]*)"/g;

it("docs/endpoints.md has each path that a process serves, and no other", () => {
  const served = ["packages/server", "router", "subgraphs"]
    .flatMap((folder) => listFiles(/\.ts$/, folder))
    .flatMap((file) => [...readText(file).matchAll(ROUTE)])
    .map(([, path, only]) => path ?? only ?? "");
  const described = readTables(readText("docs/endpoints.md"), "| process | endpoint | gives |")
    .flatMap(([, endpoints = ""]) => readCode(endpoints))
    .map((endpoint) =>
      endpoint
        .replace(/^(?:GET|POST) /, "")
        .replace(/\?.*$/, "")
        .replace("<id>", ":id"),
    );
  expect(new Set(described)).toEqual(new Set(served));
});
