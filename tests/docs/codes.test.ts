import { expect, it } from "@jest/globals";
import { ERROR_CODES } from "../../packages/server/errors/error-codes.ts";
import { readCode, readTables, readText } from "./markdown.ts";

it("docs/access.md has a row for each code of the catalogue, and one for all other errors", () => {
  const rows = readTables(readText("docs/access.md"), "| code | HTTP | meaning |");
  const described = rows.flatMap(([code = ""]) => readCode(code));
  expect(described).toEqual([...Object.keys(ERROR_CODES), "INTERNAL_SERVER_ERROR"]);
});
