import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { answerJson, answerText } from "../support/fake-subgraph.ts";
import type { Answer } from "../support/graphql-client.ts";
import { NO_SECOND_CHANCE, PRODUCTS, startProductGraph } from "./product-graph.ts";

// Subgraphs may send any JSON: what is usable of it reaches the client, and each error is told once.

const { products, reviews, ...graph } = await startProductGraph(NO_SECOND_CHANCE);

const ROOT = "{ best worst }";
const ROOT_DATA = { best: "Lamp", worst: null };
const ENTITY = "{ product { name rating stars reviewer { name } } }";
const ENTITY_DATA = { rating: 5, stars: null, reviewer: { name: "Ann" } };
const ANSWER = { product: { name: "Lamp", ...ENTITY_DATA } };
const CODE = "NOT_FOUND";
const DEEP = 20_000;

type Path = readonly (string | number)[];

/** Both graphs' operations, with an answer of reviews that has these errors as JSON text beside its data. */
async function askRoot(errors: string): Promise<Answer<unknown>> {
  reviews.respondWith(answerText(`{"data":${JSON.stringify(ROOT_DATA)},"errors":${errors}}`, "application/json"));
  return graph.send(ROOT);
}

async function askEntity(errors: string): Promise<Answer<unknown>> {
  const data = JSON.stringify({ _entities: [ENTITY_DATA] });
  reviews.respondWith(answerText(`{"data":${data},"errors":${errors}}`, "application/json"));
  return graph.send(ENTITY);
}

describe("errors that are none", () => {
  it.each(["null", "[]", "{}", '""', "false", "0"])("%s cost no data", async (errors) => {
    expect(await askRoot(errors)).toMatchObject({ status: 200, data: ROOT_DATA, codes: [] });
    expect(await askEntity(errors)).toMatchObject({ status: 200, data: ANSWER, codes: [] });
  });
});

describe("an error that is none of GraphQL's", () => {
  it.each([
    "[null]",
    "[5]",
    "[[]]",
    "[[[{}]]]",
    "[{}]",
    '[""]',
    '[{"message":null}]',
    '[{"message":5}]',
    '[{"message":{"toString":5}}]',
    '[{"message":" "}]',
    '[{"extensions":null}]',
    '[{"extensions":[1]}]',
    '[{"extensions":{"code":7}}]',
    '[{"extensions":{"code":{"toString":null}}}]',
    '[{"extensions":"x","locations":5}]',
    '[{"extensions":{"__proto__":{"code":"FORBIDDEN"}}}]',
    "5",
    "true",
    '{"no":"message"}',
  ])("%s is told once with a text, beside the data", async (errors) => {
    for (const [ask, data] of [[askRoot, ROOT_DATA] as const, [askEntity, ANSWER] as const]) {
      const answer = await ask(errors);
      expect(answer).toMatchObject({ status: 200, data });
      expect(answer.errors).toEqual([
        {
          message: 'The subgraph "reviews" gave an error without a message.',
          extensions: { code: "SUBGRAPH_INVALID_RESPONSE", serviceName: "reviews" },
        },
      ]);
    }
  });

  it.each(['["boom"]', '"boom"', '{"message":"boom"}'])("%s is masked like any other", async (errors) => {
    for (const ask of [askRoot, askEntity]) {
      expect((await ask(errors)).errors).toEqual([
        {
          message: expect.stringMatching(/./),
          extensions: { code: "INTERNAL_SERVER_ERROR", serviceName: "reviews" },
        },
      ]);
    }
  });

  it("keeps its code", async () => {
    const { errors } = await askRoot(`[{"extensions":{"code":"FORBIDDEN"}}]`);
    expect(errors).toEqual([
      {
        message: expect.stringMatching(/without a message/),
        extensions: expect.objectContaining({ code: "FORBIDDEN" }),
      },
    ]);
  });
});

describe("what is beside an error", () => {
  it.each([
    ["locations", '"locations":"nowhere"'],
    ["locations of rubbish", '"locations":[null,{"line":-1},5]'],
    ["extensions of many", `"extensions":{"code":"${CODE}","field":${"[".repeat(DEEP)}${"]".repeat(DEEP)}}`],
    ["a huge extension", `"extensions":{"code":"${CODE}","more":"${"x".repeat(1_000_000)}"}`],
    ["an extension that is an object", `"extensions":{"code":"${CODE}","field":{"a":1},"retryAfter":[1]}`],
  ])("does not matter: %s", async (_what, member) => {
    const error = member.includes("extensions") ? member : `${member},"extensions":{"code":"${CODE}"}`;
    for (const ask of [askRoot, askEntity]) {
      const { status, errors } = await ask(`[{"message":"No",${error}}]`);
      expect(status).toBe(200);
      expect(errors).toEqual([{ message: "No", extensions: { code: CODE, serviceName: "reviews" } }]);
    }
  });

  it.each([
    ["errors by the thousand", 5_000],
    ["a single one", 1],
  ])("is bounded: %s", async (_what, count) => {
    const { status, errors } = await askRoot(JSON.stringify(Array(count).fill({ message: "No" })));
    expect(status).toBe(200);
    expect(errors).toHaveLength(Math.min(count, 1_000));
  });
});

const NO_PATHS = ["null", '""', '"best"', "5", "{}", "true", "[]", "[null]", "[{}]", "[[]]", "[1.5]", "[-1]", "[true]"];

describe("a path that is none", () => {
  it.each(NO_PATHS)("%s leaves an error without a path", async (path) => {
    for (const [ask, data] of [[askRoot, ROOT_DATA] as const, [askEntity, ANSWER] as const]) {
      const answer = await ask(`[{"message":"No","path":${path},"extensions":{"code":"${CODE}"}}]`);
      expect(answer).toMatchObject({ status: 200, data });
      expect(answer.errors).toEqual([{ message: "No", extensions: { code: CODE, serviceName: "reviews" } }]);
    }
  });
});

describe("a path", () => {
  it.each<[path: unknown[], cut: Path | undefined]>([
    [["best"], ["best"]],
    [["worst"], ["worst"]],
    [["best", "more", 1], ["best"]],
    [["best", 0], ["best"]],
    [["worst", "below", "null"], ["worst"]],
    [["best", null], ["best"]],
    [["nothing"], undefined],
    [["__proto__"], undefined],
    [["constructor", "name"], undefined],
    [[0], undefined],
    [[2 ** 60], undefined],
  ])("%j at the root becomes %j", async (path, cut) => {
    const { errors, data } = await askRoot(JSON.stringify([{ message: "No", path, extensions: { code: CODE } }]));
    expect(data).toEqual(ROOT_DATA);
    expect(errors?.map((error) => error.path)).toEqual([cut]);
  });

  it.each<[path: unknown[], cut: Path | undefined]>([
    [
      ["_entities", 0, "stars"],
      ["product", "stars"],
    ],
    [
      ["_entities", 0, "stars", "more"],
      ["product", "stars"],
    ],
    [
      ["_entities", 0, "reviewer", "name"],
      ["product", "reviewer", "name"],
    ],
    [
      ["_entities", 0, "reviewer", "name", 5],
      ["product", "reviewer", "name"],
    ],
    [
      ["_entities", 0, "reviewer", 0],
      ["product", "reviewer"],
    ],
    [
      ["_entities", 0, "reviewer", "unknown", "x"],
      ["product", "reviewer"],
    ],
    [
      ["_entities", 0, "reviewer", -1],
      ["product", "reviewer"],
    ],
    [["_entities", 0, "id"], ["product"]],
    [["_entities", 0, 0], ["product"]],
    [["_entities", 0], ["product"]],
    [["_entities"], ["product"]],
    [["_entities", "0", "stars"], undefined],
    [["_entities", 1, "stars"], undefined],
    [["_entities", 1e15], undefined],
    [["_entities", null, "stars"], ["product"]],
    [["stars"], undefined],
  ])("%j of an entity becomes %j", async (path, cut) => {
    const { errors, data } = await askEntity(JSON.stringify([{ message: "No", path, extensions: { code: CODE } }]));
    expect(data).toEqual(ANSWER);
    expect(errors?.map((error) => error.path)).toEqual([cut]);
  });

  it("ends at an index that a list does not have", async () => {
    const path = ["things", 7, "id"];
    products.respondWith(answerJson({ data: PRODUCTS, errors: [{ message: "No", path }] }));
    const { errors } = await graph.send("{ things { id } }");
    products.respondWith(answerJson({ data: PRODUCTS }));
    expect(errors?.map((error) => error.path)).toEqual([["things"]]);
  });
});

describe("data that is not what was asked for", () => {
  it.each([
    `{"best":${"[".repeat(DEEP)}${"]".repeat(DEEP)}}`,
    `{"best":"Lamp","more":${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}}`,
  ])("costs at most its own field, however deep it is", async (data) => {
    reviews.respondWith(answerText(`{"data":${data}}`, "application/json"));
    const answer = await graph.send(ROOT);
    expect(answer.status).toBe(200);
    expect(answer.data).toMatchObject({ worst: null });
  });

  it("is no defect where an entity that is at several places is too deep", async () => {
    const product = PRODUCTS.product;
    products.respondWith(answerJson({ data: { products: [product, product] } }));
    const deep = `${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`;
    reviews.respondWith(
      answerText(`{"data":{"_entities":[{"reviewer":{"name":"Ann","more":${deep}}}]}}`, "application/json"),
    );
    const answer = await graph.send("{ a: products { reviewer { name } } b: product { reviewer { name } } }");
    products.respondWith(answerJson({ data: PRODUCTS }));
    expect(answer.status).toBe(200);
    expect(answer.codes).toContain("SUBGRAPH_INVALID_RESPONSE");
  });

  it.each(["things", "product", "products"])("is walked through, however deep the lists are in %s", async (field) => {
    products.respondWith(
      answerText(`{"data":{"${field}":${"[".repeat(DEEP)}${"]".repeat(DEEP)}}}`, "application/json"),
    );
    const fragment = "... on Product { rating }";
    const answer = await graph.send(`{ ${field} { ${fragment} } }`);
    products.respondWith(answerJson({ data: PRODUCTS }));
    expect(answer).toMatchObject({ status: 200, data: { [field]: field === "products" ? [null] : null } });
    expect(answer.codes).not.toEqual([]);
  });
});

const MEMBERS = [
  "data",
  "errors",
  "extensions",
  "message",
  "path",
  "locations",
  "_entities",
  "rating",
  "stars",
  "reviewer",
  "name",
  "best",
  "worst",
  "__typename",
  "__proto__",
  "constructor",
  "code",
  "hasNext",
  "incremental",
];
const LEAVES = [
  null,
  true,
  0,
  -1,
  5,
  1.5,
  1e300,
  2 ** 53,
  "",
  "Product",
  "Reviewer",
  "Tool",
  "Nothing",
  "NOT_FOUND",
  "_entities",
  "rating",
];

/** Any JSON, mostly of the members that answers have. */
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: "medium" },
    fc.constantFrom(...LEAVES),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...MEMBERS), tie("json"), { maxKeys: 6 }),
  ),
}));
const path = fc.array(fc.oneof(json, fc.constantFrom("_entities", 0, "stars", "best", "reviewer", "name")), {
  maxLength: 5,
});
const error = fc.oneof(json, fc.record({ message: json, path: fc.oneof(path, json), extensions: json }));
const errors = fc.oneof(json, fc.array(error, { maxLength: 4 }));

describe("any answer", () => {
  it("in place of a root field's leads to a valid response", async () => {
    const data = fc.oneof(json, fc.record({ best: json, worst: json }));
    await fc.assert(
      fc.asyncProperty(fc.record({ data, errors, extensions: json }, { requiredKeys: [] }), async (answer) => {
        reviews.respondWith(answerJson(answer));
        expectValid(await graph.send(ROOT));
      }),
      { numRuns: 150 },
    );
  });

  it("in place of an entity's leads to a valid response, and costs nothing of others", async () => {
    const entity = fc.oneof(json, fc.record({ rating: json, stars: json, reviewer: json }));
    const data = fc.oneof(json, fc.record({ _entities: fc.oneof(json, fc.tuple(entity)) }));
    await fc.assert(
      fc.asyncProperty(fc.record({ data, errors, extensions: json }, { requiredKeys: [] }), async (answer) => {
        reviews.respondWith(answerJson(answer));
        const response = await graph.send(ENTITY);
        expectValid(response);
        expect(response.data).toMatchObject({ product: { name: "Lamp" } });
      }),
      { numRuns: 150 },
    );
  });

  it("that has its data keeps it, whatever the errors are", async () => {
    await fc.assert(
      fc.asyncProperty(errors, async (odd) => {
        for (const [ask, data] of [[askRoot, ROOT_DATA] as const, [askEntity, ANSWER] as const]) {
          const response = await ask(JSON.stringify(odd));
          expectValid(response);
          expect(response.data).toEqual(data);
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** A response as GraphQL has it (§7.1), in which every error has a text and a place that the answer has, or none. */
function expectValid({ status, data, errors: told = [] }: Answer<unknown>): void {
  expect(status).toBe(200);
  expect(typeof data).toBe("object");
  for (const { message, path: place, extensions } of told) {
    expect(message).toEqual(expect.stringMatching(/\S/));
    expect(extensions.code).toEqual(expect.stringMatching(/^[A-Z_]+$/));
    if (place !== undefined) expectPlace(data, place);
  }
}

/** An error may be about what a null has taken along. */
function expectPlace(data: unknown, place: Path): void {
  expect(place.length).toBeGreaterThan(0);
  let value = data;
  for (const key of place) {
    if (value === null) return;
    expect([value, Object.keys(Object(value))]).toEqual([value, expect.arrayContaining([String(key)])]);
    value = (value as Record<string | number, unknown>)[key];
  }
}
