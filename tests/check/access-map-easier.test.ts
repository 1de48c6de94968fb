import { describe, expect, it } from "@jest/globals";
import { parseAccessMap } from "../../packages/check/access-map/access-file.ts";
import { describeAccess, type FieldAccess, isEasier } from "../../packages/check/access-map/field-access.ts";

const scopes = (...names: string[]) => ({ scopes: names });
const policies = (...names: string[]) => ({ policies: names });

function read(written: unknown): FieldAccess {
  return parseAccessMap(JSON.stringify({ "Query.a": written })).get("Query.a") ?? "public";
}

describe("An access is easier than another when it lets in somebody the other does not", () => {
  it.each([
    ["everybody, not those with a token alone", "public", "authenticated", true],
    ["those with a token, not those with a scope alone", "authenticated", [scopes("a")], true],
    ["everybody, not those with a policy alone", "public", [policies("p")], true],
    ["one scope, not two", [scopes("a")], [scopes("a", "b")], true],
    ["one more alternative", [scopes("a"), scopes("b")], [scopes("a")], true],
    ["another scope", [scopes("b")], [scopes("a")], true],
    ["a scope of a policy's name", [scopes("p")], [policies("p")], true],
    ["a scope instead of it with a policy", [scopes("a")], [{ ...scopes("a"), ...policies("p") }], true],
    [
      "fewer scopes in one alternative, more in another",
      [scopes("a"), scopes("b", "c")],
      [scopes("a", "d"), scopes("b")],
      true,
    ],
    ["the same callers", [scopes("a")], [scopes("a")], false],
    ["the same callers in other words", [scopes("b", "a"), scopes("a")], [scopes("a")], false],
    ["fewer alternatives", [scopes("a")], [scopes("a"), policies("p")], false],
    ["a scope more", [scopes("a", "b")], [scopes("b"), scopes("c")], false],
    ["a token where nothing was needed", "authenticated", "public", false],
    ["a scope where a token was enough", [scopes("a")], "authenticated", false],
  ])("%s", (_how, now, before, easier) => {
    expect(isEasier(read(now), read(before))).toBe(easier);
  });
});

describe("In words an access is", () => {
  it.each([
    ["public", "public"],
    ["authenticated", "authenticated"],
    [[scopes("a")], "scope a"],
    [[scopes("b", "a"), { ...scopes("c"), ...policies("p") }], "scope a with scope b, or scope c with policy p"],
  ])("%j: %s", (written, words) => {
    expect(describeAccess(read(written))).toBe(words);
  });
});
