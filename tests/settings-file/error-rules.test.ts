import { describe, expect, it } from "@jest/globals";
import { parseExact } from "../../packages/engine/exact-numbers.ts";
import { pickExtensions } from "../../packages/server/errors/passed-extensions.ts";
import { NO_SECOND_CHANCE, PRODUCTS, type ProductGraph, startProductGraph } from "../router/product-graph.ts";
import { answerJson } from "../support/fake-subgraph.ts";
import { readMetrics } from "../support/metrics.ts";
import { waitFor } from "../support/wait-for.ts";
import { writeSettings } from "./settings.ts";

const FIXED_SENTENCE = "Something went wrong on our side. It has been logged.";

const startGraph = (subgraphs: object) =>
  startProductGraph({
    ...NO_SECOND_CHANCE,
    DEDUPE_INFLIGHT: "1",
    ROUTER_CONFIG: writeSettings("settings.json", JSON.stringify({ subgraphs })),
  });

/** Lets reviews answer with an error, and asks for it. */
function receiveError({ reviews, send }: ProductGraph, message: string, extensions: object) {
  const error = { message, path: ["_entities", 0, "rating"], extensions };
  reviews.respondWith(answerJson({ data: { _entities: [{ rating: null }] }, errors: [error] }));
  return send("{ product { name rating } }");
}

const telling = await startGraph({
  reviews: { errors: { messages: true, extensions: true } },
  products: { errors: { messages: false } },
});
const naming = await startGraph({ reviews: { errors: { extensions: ["reason", "details"] } } });

describe("a subgraph whose messages and extensions may pass", () => {
  it("sends its message, its code and its extensions on", async () => {
    const extensions = { code: "OUT_OF_STOCK", reason: "sold", details: { left: [0], at: { day: 1 } } };
    const { status, errors } = await receiveError(telling, "None is left", extensions);
    expect(status).toBe(200);
    expect(errors).toEqual([
      {
        message: "None is left",
        path: ["product", "rating"],
        extensions: { ...extensions, serviceName: "reviews" },
      },
    ]);
  });

  it("sends no stack on, wherever it is, no order to the server, and nothing long or deep", async () => {
    const stack = "Error: boom\n    at resolve (/srv/reviews/resolvers.js:7:3)";
    const { status, errors, body } = await receiveError(telling, stack, {
      code: "P1",
      stacktrace: [stack],
      stackTrace: stack,
      exception: { stacktrace: [stack] },
      http: { status: 418 },
      serviceName: "another",
      nested: { stack_trace: stack, kept: stack, list: [{ stack }] },
      long: "x".repeat(5_000),
      deep: JSON.parse(`${"[".repeat(30)}${"]".repeat(30)}`),
    });
    expect(status).toBe(200);
    expect(errors).toEqual([
      {
        message: "Error: boom",
        path: ["product", "rating"],
        extensions: { code: "P1", serviceName: "reviews", nested: { kept: "Error: boom", list: [{}] } },
      },
    ]);
    expect(body).not.toMatch(/srv|418/);
  });

  it("sends the digits of a number on that JavaScript would round", () => {
    const reason = { of: parseExact("12345678901234567890") };
    expect(pickExtensions({ reason }, ["reason"])).toEqual({ reason: { of: "12345678901234567890" } });
  });

  it("leaves an error without a code in the log, without advice", async () => {
    const { headers } = await receiveError(telling, "a defect", {});
    const line = await waitFor("the log line", () =>
      telling.router.logLines().find(({ reqId, level }) => reqId === headers.get("x-request-id") && level === "error"),
    );
    expect(line).toMatchObject({ err: { message: "a defect" } });
    expect(line).not.toHaveProperty("hint");
  });
});

it("passes named extensions, of an error without a known code too", async () => {
  const known = { code: "NOT_FOUND", field: "id", reason: "sold", details: { left: 0 }, sql: "SELECT" };
  expect((await receiveError(naming, "No such rating", known)).errors).toMatchObject([{ message: "No such rating" }]);
  const { errors } = await receiveError(naming, "only for the log", { ...known, code: "P2021" });
  expect(errors).toEqual([
    {
      message: FIXED_SENTENCE,
      path: ["product", "rating"],
      extensions: {
        code: "INTERNAL_SERVER_ERROR",
        serviceName: "reviews",
        field: "id",
        reason: "sold",
        details: { left: 0 },
      },
    },
  ]);
});

it("withholds each message where none may pass, and logs it", async () => {
  telling.products.respondWith(
    answerJson({
      data: { product: null },
      errors: [{ message: "a host", extensions: { code: "NOT_FOUND" } }],
    }),
  );
  const { errors, headers } = await telling.send("{ product { name } }");
  telling.products.respondWith(answerJson({ data: PRODUCTS }));
  expect(errors).toEqual([
    {
      message: 'The subgraph "products" gave an error.',
      extensions: { code: "NOT_FOUND", serviceName: "products" },
    },
  ]);
  const line = await waitFor("the log line", () =>
    telling.router.logLines().find(({ reqId, level }) => reqId === headers.get("x-request-id") && level === "error"),
  );
  expect(line).toMatchObject({ err: { message: "a host" } });
});

it("applies to each subgraph of one answer its own rule, and to those who share an answer", async () => {
  const fail = (data: object) => answerJson({ data, errors: [{ message: "m", extensions: { code: "OWN" } }] });
  telling.reviews.respondWith(fail({ _entities: [{ rating: null }] }));
  const { requests } = telling.products;
  const asked = requests.length;
  const held: (() => void)[] = [];
  const answer = fail({ things: null, product: PRODUCTS.product });
  telling.products.respondWith((response, request) => held.push(() => answer(response, request)));
  const ask = () => telling.send("{ things { id } product { rating } }");
  const sent = [ask(), ask()];
  await waitFor("both requests", async () => {
    const metrics = await readMetrics(telling.router);
    return metrics.find("http_requests_in_flight") === 2 && held.length > 0;
  });
  telling.products.respondWith(answer);
  for (const release of held) release();
  for (const { errors = [] } of await Promise.all(sent)) {
    expect(errors.map(({ message, extensions }) => [extensions?.serviceName, message, extensions?.code])).toEqual([
      ["products", FIXED_SENTENCE, "INTERNAL_SERVER_ERROR"],
      ["reviews", "m", "OWN"],
    ]);
  }
  expect(requests.length - asked).toBe(1);
});
