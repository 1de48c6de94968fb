import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createAuthorizedSchema } from "./authorized-schema.ts";

const schema = createAuthorizedSchema(`
  type Query { node: Node secret: String @authenticated named: [Named] }
  type Mutation { node: Node }
  type Node { id: ID secret: String @authenticated next: Node nodes: [Node] }
  interface Named { name: String }
  type Dog implements Named { name: String bark: String @authenticated }
  type Cat implements Named { name: String lives: Int }
`);

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("Hostile response keys", () => {
  it.each(["constructor", "toString", "hasOwnProperty", "valueOf", "__proto__", "prototype", "then"])(
    "are plain data: %s",
    (key) => {
      const refused = schema.answer(`{ node { id ${key}: secret } }`, { node: { id: "1", secret: "s" } });
      expect(JSON.stringify(refused.data)).toBe(`{"node":{"id":"1","${key}":null}}`);
      expect(refused.errors).toMatchObject([{ path: ["node", key], extensions: { code: "UNAUTHENTICATED" } }]);

      const allowed = schema.answer(`{ secret node { ${key}: id } }`, { node: { id: "1" } });
      expect(JSON.stringify(allowed.data)).toBe(`{"secret":null,"node":{"${key}":"1"}}`);
    },
  );

  it("are not looked for in what every object inherits", () => {
    const authorization = schema.authorize(parse("{ node { id constructor: secret } }"));
    const result = { data: JSON.parse('{ "node": { "id": "1" } }') };
    const answer = authorization.kind === "filtered" ? authorization.complete(result) : null;
    expect(JSON.stringify(answer?.data)).toBe('{"node":{"id":"1","constructor":null}}');
    expect(answer?.errors).toMatchObject([{ message: "Sign in to use Node.secret." }]);
  });

  it.each(["__typename", "__typename_"])("do not decide what an object is: %s", (key) => {
    const named = [
      { __typename: "Dog", name: "Cat", bark: "loud" },
      { __typename: "Cat", name: "Dog", lives: 9 },
    ];
    const { data, errors } = schema.answer(`{ named { ${key}: name ... on Dog { bark } ... on Cat { lives } } }`, {
      named,
    });
    expect(asJson(data)).toEqual({
      named: [
        { [key]: "Cat", bark: null },
        { [key]: "Dog", lives: 9 },
      ],
    });
    expect(errors).toMatchObject([{ path: ["named", 0, "bark"] }]);
  });
});

describe("Nested fragments", () => {
  const LEVELS = 40;

  function chain(innermost: string): string {
    const levels = Array.from({ length: LEVELS }, (_, level) => {
      const inner = level + 1 === LEVELS ? innermost : `...F${level + 1} ...F${level + 1}`;
      return `fragment F${level} on Node { ${inner} }`;
    });
    return `{ node { id ...F0 } } ${levels.join(" ")}`;
  }

  it("that each spread the next one twice are filtered once each", () => {
    const start = process.cpuUsage();
    const { data, errors } = schema.answer(chain("secret"), { node: { id: "1", secret: "s" } });
    expect(asJson(data)).toEqual({ node: { id: "1", secret: null } });
    expect(errors).toHaveLength(1);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1);
  });

  it("that each spread the next one twice in a mutation are looked through once each", () => {
    const levels = Array.from({ length: LEVELS }, (_, level) => {
      const inner = level + 1 === LEVELS ? "node { id secret }" : `...F${level + 1} ...F${level + 1}`;
      return `fragment F${level} on Mutation { ${inner} }`;
    });
    const start = process.cpuUsage();
    const { errors } = schema.answer(`mutation { ...F0 } ${levels.join(" ")}`, { node: { id: "1" } });
    expect(errors).toMatchObject([{ path: ["node", "secret"] }]);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1);
  });

  it("that select through each level are filtered once each", () => {
    const levels = Array.from({ length: LEVELS }, (_, level) =>
      level + 1 === LEVELS
        ? `fragment F${level} on Node { secret id }`
        : `fragment F${level} on Node { a: next { ...F${level + 1} } b: next { ...F${level + 1} } }`,
    );
    const start = process.cpuUsage();
    const authorization = schema.authorize(parse(`{ node { ...F0 } } ${levels.join(" ")}`));
    expect(authorization.kind).toBe("filtered");
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1);
  });
});

describe("A refusal in many places", () => {
  const row = { nodes: Array.from({ length: 100 }, () => ({ secret: "s" })) };
  const grid = { node: { nodes: Array.from({ length: 100 }, () => row) } };

  it("is reported a hundred times at most", () => {
    const { data, errors } = schema.answer("{ node { nodes { nodes { secret } } } }", grid);
    expect(errors).toHaveLength(100);
    expect(errors?.[99]).toMatchObject({ path: ["node", "nodes", 0, "nodes", 99, "secret"] });
    expect(JSON.stringify(data)).not.toContain('s"}');
    expect(JSON.stringify(data).split("null")).toHaveLength(10_001);
  });

  it("leaves every error of the executor in the answer", () => {
    const failing = {
      node: {
        ...grid.node,
        id: () => {
          throw new Error("no id");
        },
      },
    };
    const { errors } = schema.answer("{ node { id nodes { nodes { secret } } } }", failing);
    expect(errors).toHaveLength(101);
    expect(errors?.[0]).toMatchObject({ message: "no id", path: ["node", "id"] });
  });
});

describe("An operation name", () => {
  it.each(["", "Other"])("that names no operation executes nothing: %j", (operationName) => {
    expect(() => schema.authorize(parse("{ secret }"), { operationName })).toThrow("no operation of that name");
  });

  it("chooses what is filtered", () => {
    const source = "query Open { node { id } } query Closed { secret }";
    const open = schema.answer(source, { node: { id: "1" } }, { operationName: "Open" });
    expect(asJson(open)).toEqual({ data: { node: { id: "1" } } });
    const closed = schema.answer(source, { secret: "s" }, { operationName: "Closed" });
    expect(closed.errors).toMatchObject([{ path: ["secret"] }]);
  });
});
