import { describe, expect, it } from "@jest/globals";
import { answerJson } from "../support/fake-subgraph.ts";
import { waitFor } from "../support/wait-for.ts";
import { startProductGraph } from "./product-graph.ts";

const { router, reviews, ...graph } = await startProductGraph({
  SUBGRAPH_ERROR_CODES: "OUT_OF_STOCK, TOO_HEAVY",
});
const FIXED_SENTENCE = "Something went wrong on our side. It has been logged.";

/** Lets reviews answer with an error of these extensions. @returns what the client gets */
async function receiveError(extensions: object, { status = 200, message = "An error of reviews" } = {}) {
  const error = { message, path: ["_entities", 0, "rating"], extensions };
  reviews.respondWith(answerJson({ data: { _entities: [{ rating: null }] }, errors: [error] }, status));
  return graph.send("{ product { name rating } }");
}

const SECRETS = {
  message: "SELECT password FROM users WHERE id = 1: SQLITE_ERROR at /srv/reviews/db.js:12",
  extensions: {
    code: "INTERNAL_SERVER_ERROR",
    stacktrace: ["Error: boom", "    at resolve (/srv/reviews/resolvers.js:7:3)"],
    exception: { stacktrace: ["/srv/reviews"] },
    sql: "SELECT password FROM users",
    response: { url: "http://reviews.internal:4001", body: "secret" },
  },
};

describe("an error of a subgraph", () => {
  it.each(["NOT_FOUND", "BAD_USER_INPUT", "CONFLICT", "RATE_LIMITED"])(
    "with our code %s reaches the client as it is",
    async (code) => {
      const { errors } = await receiveError({ code, field: "title", retryAfter: 3 });
      expect(errors).toEqual([
        {
          message: "An error of reviews",
          path: ["product", "rating"],
          extensions: { code, field: "title", retryAfter: 3, serviceName: "reviews" },
        },
      ]);
    },
  );

  it.each(["OUT_OF_STOCK", "TOO_HEAVY"])("with the allowed code %s reaches the client", async (code) => {
    const { errors } = await receiveError({ code, warehouse: "north" });
    expect(errors).toEqual([
      {
        message: "An error of reviews",
        path: ["product", "rating"],
        extensions: { code, serviceName: "reviews" },
      },
    ]);
  });

  it.each([
    ["an unknown code", { code: "P2021" }],
    ["a code that is like a member of every object", { code: "constructor" }],
    ["a code that is no text", { code: 7 }],
    ["the code of a defect", { code: "INTERNAL_SERVER_ERROR" }],
    ["the gateway's code for no code", { code: "DOWNSTREAM_SERVICE_ERROR" }],
    ["no code", {}],
  ])("with %s is masked", async (_what, extensions) => {
    const { status, data, errors } = await receiveError(extensions);
    expect({ status, data }).toEqual({ status: 200, data: { product: { name: "Lamp", rating: null } } });
    expect(errors).toEqual([
      {
        message: FIXED_SENTENCE,
        path: ["product", "rating"],
        extensions: { code: "INTERNAL_SERVER_ERROR", serviceName: "reviews" },
      },
    ]);
  });

  it.each([200, 500])("does not give its stack, its SQL or its address away, with HTTP %d", async (status) => {
    const answer = await receiveError(SECRETS.extensions, { status, message: SECRETS.message });
    expect(answer.errors).toEqual([
      {
        message: FIXED_SENTENCE,
        path: ["product", "rating"],
        extensions: { code: "INTERNAL_SERVER_ERROR", serviceName: "reviews" },
      },
    ]);
    expect(answer.status).toBe(200);
  });

  it("that is masked is in the router's log as it came, with the request's id", async () => {
    const message = "only for the log";
    const { headers } = await receiveError({ code: "P2021" }, { message });
    const line = await waitFor("the log line", () =>
      router.logLines().find(({ reqId, level }) => reqId === headers.get("x-request-id") && level === "error"),
    );
    expect(line).toMatchObject({ code: "P2021", path: ["product", "rating"], err: { message } });
  });

  it.each([
    ["a status", { status: 418 }],
    ["a status and headers", { status: 418, headers: { "set-cookie": "a=b" } }],
  ])("does not set %s of the router's answer", async (_what, http) => {
    const { status, headers, body } = await receiveError({ code: "NOT_FOUND", http });
    expect({ status, cookie: headers.get("set-cookie") }).toEqual({ status: 200, cookie: null });
    expect(body).not.toContain("418");
  });

  it("does not bring the subgraph's own extensions along", async () => {
    const data = { _entities: [{ rating: 5 }] };
    reviews.respondWith(answerJson({ data, extensions: { sql: "SELECT", tracing: {} } }));
    expect(JSON.parse((await graph.send("{ product { rating } }")).body)).toEqual({
      data: { product: { rating: 5 } },
    });
  });
});
