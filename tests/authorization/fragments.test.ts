import { describe, expect, it } from "@jest/globals";
import { parse, print } from "graphql";
import { createAuthorizedSchema } from "./authorized-schema.ts";

const schema = createAuthorizedSchema(`
  type Query { open: User closed: User @authenticated }
  type User { id: ID name: String email: String @authenticated friend: User }
`);

const user = {
  id: "1",
  name: "Ann",
  email: "a@example.com",
  friend: { id: "2", name: "Bob", email: "b@example.com" },
};
const data = { open: user, closed: user };

function answer(source: string) {
  const result = schema.answer(source, data);
  return {
    data: JSON.parse(JSON.stringify(result.data)),
    paths: result.errors?.map(({ path }) => path?.join(".")),
  };
}

describe("A refused field in a fragment", () => {
  it.each([
    ["named", "{ open { ...F } } fragment F on User { name email }"],
    ["inline", "{ open { ... on User { name email } } }"],
    ["inline without a type", "{ open { name ... { email } } }"],
    ["nested", "{ open { ... { ...F } } } fragment F on User { name ...G } fragment G on User { ... { email } }"],
    ["spread twice", "{ open { ...F ...F name } } fragment F on User { email }"],
    ["under a directive", "query ($yes: Boolean = true) { open { name ... @include(if: $yes) { email } } }"],
  ])("is refused like any other: %s", (_kind, source) => {
    expect(answer(source)).toEqual({ data: { open: { name: "Ann", email: null } }, paths: ["open.email"] });
  });

  it("is refused wherever the fragment is spread, and the rest of the fragment is not", () => {
    const source = "{ open { ...F friend { ...F } } } fragment F on User { name email }";
    expect(answer(source)).toEqual({
      data: { open: { name: "Ann", email: null, friend: { name: "Bob", email: null } } },
      paths: ["open.email", "open.friend.email"],
    });
  });

  it("is no error where the client skips it", () => {
    const source = "{ open { name ...F @skip(if: true) email @include(if: false) } } fragment F on User { email }";
    expect(answer(source)).toEqual({ data: { open: { name: "Ann" } }, paths: undefined });
  });
});

describe("A fragment shared by an allowed and a refused place", () => {
  it("is kept for the allowed place", () => {
    const source = "{ open { ...F } closed { ...F } } fragment F on User { name }";
    expect(answer(source)).toEqual({ data: { open: { name: "Ann" }, closed: null }, paths: ["closed"] });
  });

  it("leaves the executed document when only the refused place used it", () => {
    const source = "{ open { name } closed { ...F } } fragment F on User { id ...G } fragment G on User { name }";
    const authorization = schema.authorize(parse(source));
    expect(authorization).toMatchObject({ kind: "filtered" });
    expect(authorization.kind === "filtered" && print(authorization.document)).toBe("{\n  open {\n    name\n  }\n}");
  });
});
