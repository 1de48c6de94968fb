import { describe, expect, it } from "@jest/globals";
import { signedIn } from "./authorized-graph.ts";
import { createAuthorizedSchema } from "./authorized-schema.ts";

const schema = createAuthorizedSchema(`
  type Query { shop: Shop hello: String strict: Shop! secret: String! @authenticated other: String! @authenticated }
  type Shop {
    rows: [[Item!]]
    items: [Item]
    strictItems: [Item!]!
    open: [Open!]!
  }
  type Item { name: String cost: Int! @authenticated margin: Int! @authenticated note: String @authenticated }
  type Open { name: String! }
`);

const item = (name: string) => ({ name, cost: 1, margin: 2, note: "n" });
const shop = {
  rows: [[item("a"), item("b")], []],
  items: [item("a"), null, item("b")],
  strictItems: [item("a")],
  open: [{ name: "o" }],
};
const data = { shop, strict: shop, hello: "hello", secret: "s", other: "o" };

describe("A refused field that may not be null", () => {
  it.each([
    [
      "up to its object in a nullable list",
      "{ shop { items { name cost } } }",
      { shop: { items: [null, null, null] } },
    ],
    ["up to an inner list, and no further", "{ shop { rows { cost } } }", { shop: { rows: [null, []] } }],
    ["up to the object above a strict list", "{ hello shop { strictItems { cost } } }", { hello: "hello", shop: null }],
    ["up to data", "{ hello strict { strictItems { cost } } }", null],
    ["up to data from a root field", "{ hello secret }", null],
  ])("makes null %s", (_where, source, expected) => {
    const answer = schema.answer(source, data);
    expect(JSON.parse(JSON.stringify(answer.data))).toEqual(expected);
    expect(answer.errors?.length).toBeGreaterThan(0);
  });

  it("does not hide what else was refused beside it", () => {
    const { errors } = schema.answer("{ secret other shop { items { cost margin note } } }", data);
    expect(errors?.map(({ path }) => path?.join("."))).toEqual([
      "secret",
      "other",
      "shop.items.0.cost",
      "shop.items.0.margin",
      "shop.items.0.note",
      "shop.items.2.cost",
      "shop.items.2.margin",
      "shop.items.2.note",
    ]);
  });

  it("is reported once by each path", () => {
    const { errors } = schema.answer("{ shop { strictItems { cost } } }", data);
    expect(errors).toHaveLength(1);
    expect(errors).toMatchObject([{ message: "Sign in to use Item.cost.", path: ["shop", "strictItems", 0, "cost"] }]);
  });
});

describe("Nulls of the executor", () => {
  it("stay, with their errors and without refusals below them", () => {
    const failing = {
      shop: () => {
        throw new Error("shop is closed");
      },
      hello: "hello",
    };
    const { errors, ...answer } = schema.answer("{ hello shop { items { cost } } }", failing);
    expect(JSON.parse(JSON.stringify(answer))).toEqual({ data: { hello: "hello", shop: null } });
    expect(errors).toMatchObject([{ message: "shop is closed", path: ["shop"] }]);
  });

  it("stay when the executor failed as a whole", () => {
    const failing = {
      strict: () => {
        throw new Error("strict is closed");
      },
    };
    const { errors, data: nothing } = schema.answer("{ strict { items { note } } }", failing);
    expect(nothing).toBeNull();
    expect(errors).toMatchObject([{ message: "strict is closed" }]);
  });

  it("come before the refusals", () => {
    const broken = {
      shop: {
        items: () => {
          throw new Error("no items");
        },
        strictItems: [item("a")],
      },
    };
    const { errors } = schema.answer("{ shop { strictItems { note } items { name } } }", broken);
    expect(errors?.map(({ message }) => message)).toEqual(["no items", "Sign in to use Item.note."]);
  });
});

it("A whole answer passes untouched to a caller who may have it", () => {
  const answer = schema.answer("{ shop { items { cost } } }", data, { caller: signedIn() });
  expect(JSON.parse(JSON.stringify(answer))).toEqual({
    data: { shop: { items: [{ cost: 1 }, null, { cost: 1 }] } },
  });
});

it("Resolvers somebody put on the API schema answer for no refused field", () => {
  const served = createAuthorizedSchema("type Query { open: String secret: String @authenticated }");
  for (const field of Object.values(served.apiSchema.getQueryType()?.getFields() ?? {})) {
    field.resolve = () => `${field.name} resolved`;
  }
  const { errors, ...answer } = served.answer("{ first: open secret }", {});
  expect(JSON.parse(JSON.stringify(answer))).toEqual({ data: { first: "open resolved", secret: null } });
  expect(errors).toMatchObject([{ path: ["secret"], extensions: { code: "UNAUTHENTICATED" } }]);
});
