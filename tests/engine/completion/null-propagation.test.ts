import { describe, expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { complete } from "./complete.ts";

const schema = buildSchema(`
  type Query { user: User  strictUser: User!  users: [User]  strictUsers: [User!]  rows: [[User!]]  title: String }
  type User { name: String!  nick: String  friend: User  best: User!  tags: [String!]!  marks: [Int]! }`);

type Path = (string | number)[];

describe("A null", () => {
  it.each<[where: string, query: string, data: Record<string, unknown>]>([
    ["a nullable field has", "{ user { nick } }", { user: { nick: null } }],
    ["an object is", "{ user { name } }", { user: null }],
    ["an item is", "{ users { name } }", { users: [null, { name: "a" }] }],
    ["an inner list is", "{ rows { name } }", { rows: [null, [{ name: "a" }]] }],
    ["an item of scalars is", "{ user { marks } }", { user: { marks: [1, null] } }],
  ])("that %s is passed on without an error", (_where, query, data) => {
    const { text, paths } = complete(schema, query, data);
    expect({ text, paths }).toEqual({ text: JSON.stringify(data), paths: [] });
  });

  it.each<[where: string, query: string, data: Record<string, unknown>, text: string, path: Path]>([
    ["in a field", "{ user { nick name } }", { user: { nick: "n", name: null } }, '{"user":null}', ["user", "name"]],
    ["under an alias", "{ me: user { n: name } }", { me: { n: null } }, '{"me":null}', ["me", "n"]],
    [
      "through a chain of fields",
      "{ user { best { best { name } } } }",
      { user: { best: { best: { name: null } } } },
      '{"user":null}',
      ["user", "best", "best", "name"],
    ],
    [
      "up to the nearest nullable field",
      "{ user { friend { best { name } } nick } }",
      { user: { friend: { best: { name: null } }, nick: "n" } },
      '{"user":{"friend":null,"nick":"n"}}',
      ["user", "friend", "best", "name"],
    ],
    [
      "up to an item that may be null",
      "{ users { name } }",
      { users: [{ name: "a" }, { name: null }] },
      '{"users":[{"name":"a"},null]}',
      ["users", 1, "name"],
    ],
    [
      "up to a list of items that may not",
      "{ strictUsers { name } title }",
      { strictUsers: [{ name: "a" }, { name: null }], title: "t" },
      '{"strictUsers":null,"title":"t"}',
      ["strictUsers", 1, "name"],
    ],
    [
      "up to an inner list",
      "{ rows { name } }",
      { rows: [[], [{ name: null }]] },
      '{"rows":[[],null]}',
      ["rows", 1, 0, "name"],
    ],
    ["as an item", "{ user { tags } }", { user: { tags: ["a", null] } }, '{"user":null}', ["user", "tags", 1]],
    [
      "up to data",
      "{ title strictUser { name } }",
      { title: "t", strictUser: { name: null } },
      "null",
      ["strictUser", "name"],
    ],
  ])("where there must be none goes %s", (_where, query, data, text, path) => {
    const completion = complete(schema, query, data);
    expect({ text: completion.text, paths: completion.paths }).toEqual({ text, paths: [path] });
  });

  it("that spreads leaves the errors of fields before it, and those after it unseen", () => {
    const data = { user: { marks: ["a"], name: null, best: null, nick: 5 } };
    const { text, paths } = complete(schema, "{ user { marks name best { name } nick } }", data);
    expect(text).toBe('{"user":null}');
    expect(paths).toEqual([
      ["user", "marks", 0],
      ["user", "name"],
    ]);
  });
});

describe("What is missing, or of another kind than its type,", () => {
  it.each<[what: string, query: string, data: Record<string, unknown>, text: string, path: Path, message: string]>([
    [
      "a field",
      "{ user { nick } }",
      { user: {} },
      '{"user":{"nick":null}}',
      ["user", "nick"],
      "User.nick has no value.",
    ],
    ["a root field", "{ title }", {}, '{"title":null}', ["title"], "Query.title has no value."],
    ["a strict field", "{ user { name } }", { user: {} }, '{"user":null}', ["user", "name"], "User.name has no value."],
    ["a list", "{ users { name } }", { users: {} }, '{"users":null}', ["users"], "Query.users has no list."],
    ["an inner list", "{ rows { name } }", { rows: [5] }, '{"rows":[null]}', ["rows", 0], "Query.rows has no list."],
    ["an object", "{ user { name } }", { user: "u" }, '{"user":null}', ["user"], "Query.user has no object."],
    ["an object", "{ user { name } }", { user: [] }, '{"user":null}', ["user"], "Query.user has no object."],
    [
      "an item",
      "{ users { name } }",
      { users: [true] },
      '{"users":[null]}',
      ["users", 0],
      "Query.users has no object.",
    ],
    [
      "an item",
      "{ user { marks } }",
      { user: { marks: [1, []] } },
      '{"user":{"marks":[1,null]}}',
      ["user", "marks", 1],
      "User.marks has no Int.",
    ],
  ])("as %s, is null with an error", (_what, query, data, text, path, message) => {
    const completion = complete(schema, query, data);
    expect(completion).toEqual({ text, paths: [path], messages: [message], isPlain: false });
  });
});
