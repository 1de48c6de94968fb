import type { ServerResponse } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { answerJson, answerText, type Respond, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { NO_SECOND_CHANCE, startProductGraph } from "./product-graph.ts";

const TIMEOUT_MS = 500;
const elsewhere = await startFakeSubgraph(answerJson({ data: { _entities: [{ rating: 666 }] } }));
const { reviews, ...graph } = await startProductGraph({
  SUBGRAPH_TIMEOUT_MS: String(TIMEOUT_MS),
  ...NO_SECOND_CHANCE,
});
const send = () => graph.send("{ product { name rating } }");

const JSON_TYPE = { "content-type": "application/json" };
const GOOD_ANSWER = JSON.stringify({ data: { _entities: [{ rating: 5 }] } });
const LARGE_ANSWER = JSON.stringify({ data: { _entities: [{ rating: 1, more: "x".repeat(17_000_000) }] } });

/** Begins an answer, and goes no further. */
function beginAnswer(response: ServerResponse): void {
  response.writeHead(200, JSON_TYPE).write('{"data":{"_entities":[{"rat');
}

function resetInTheMiddle(response: ServerResponse): void {
  beginAnswer(response);
  response.socket?.resetAndDestroy();
}

const MISBEHAVIOUR: [what: string, respond: Respond, code: string][] = [
  ["never answers", () => undefined, "SUBGRAPH_TIMEOUT"],
  ["stops in the middle of an answer", beginAnswer, "SUBGRAPH_TIMEOUT"],
  ["closes the connection", (response) => response.socket?.destroy(), "SUBGRAPH_UNAVAILABLE"],
  ["resets the connection in the middle", resetInTheMiddle, "SUBGRAPH_UNAVAILABLE"],
  ["answers with HTTP 502 and HTML", answerText("<h1>Bad Gateway</h1>", "text/html", 502), "SUBGRAPH_UNAVAILABLE"],
  ["answers with HTTP 503 and nothing", answerText("", "text/plain", 503), "SUBGRAPH_UNAVAILABLE"],
  ["answers with HTTP 504 and JSON of another kind", answerJson({ message: "no" }, 504), "SUBGRAPH_UNAVAILABLE"],
  ["calls its GraphQL answer HTML", answerText(GOOD_ANSWER, "text/html"), "SUBGRAPH_INVALID_RESPONSE"],
  ["answers with HTML", answerText("<h1>Hello</h1>", "text/html"), "SUBGRAPH_INVALID_RESPONSE"],
  ["answers with HTTP 404", answerText("no such page", "text/plain", 404), "SUBGRAPH_INVALID_RESPONSE"],
  ["redirects", (response) => response.writeHead(302, { location: elsewhere.url }).end(), "SUBGRAPH_INVALID_RESPONSE"],
  [
    "redirects, keeping the method",
    (response) => response.writeHead(307, { location: elsewhere.url }).end(),
    "SUBGRAPH_INVALID_RESPONSE",
  ],
  ["answers with nothing", answerText("", "application/json"), "SUBGRAPH_INVALID_RESPONSE"],
  ["answers with an empty object", answerJson({}), "SUBGRAPH_INVALID_RESPONSE"],
  ["answers with null data and no errors", answerJson({ data: null }), "SUBGRAPH_INVALID_RESPONSE"],
  [
    "answers with null data and an empty list of errors",
    answerJson({ data: null, errors: [] }),
    "SUBGRAPH_INVALID_RESPONSE",
  ],
  ["answers with a list", answerJson([{ data: { _entities: [{ rating: 1 }] } }]), "SUBGRAPH_INVALID_RESPONSE"],
  ["answers with a text", answerJson("data"), "SUBGRAPH_INVALID_RESPONSE"],
  ["answers with null", answerJson(null), "SUBGRAPH_INVALID_RESPONSE"],
  ["answers with data that is a list", answerJson({ data: [] }), "SUBGRAPH_INVALID_RESPONSE"],
  [
    "answers with half of its JSON",
    answerText('{"data":{"_entities":[{"rating"', "application/json"),
    "SUBGRAPH_INVALID_RESPONSE",
  ],
  ["answers with errors that are no list", answerJson({ errors: "no" }), "SUBGRAPH_INVALID_RESPONSE"],
  ["answers with errors that are none", answerJson({ errors: [null] }), "SUBGRAPH_INVALID_RESPONSE"],
  ["answers with errors without a message", answerJson({ errors: [{ code: 1 }] }), "SUBGRAPH_INVALID_RESPONSE"],
  ["answers without entities", answerJson({ data: {} }), "SUBGRAPH_INVALID_RESPONSE"],
  [
    "answers with entities that are no list",
    answerJson({ data: { _entities: { rating: 1 } } }),
    "SUBGRAPH_INVALID_RESPONSE",
  ],
  ["answers with too few entities", answerJson({ data: { _entities: [] } }), "SUBGRAPH_INVALID_RESPONSE"],
  ["answers with too many entities", answerJson({ data: { _entities: [null, null] } }), "SUBGRAPH_INVALID_RESPONSE"],
  [
    "answers with what is not HTTP",
    (response) => response.socket?.end("220 hello\r\n\r\n"),
    "SUBGRAPH_INVALID_RESPONSE",
  ],
  ["answers with more than 16 MB", answerText(LARGE_ANSWER, "application/json"), "SUBGRAPH_INVALID_RESPONSE"],
];

describe("a subgraph that", () => {
  it.each(MISBEHAVIOUR)("%s costs its own field alone", async (_what, respond, code) => {
    reviews.respondWith(respond);
    const { status, data, errors } = await send();
    expect({ status, data }).toEqual({ status: 200, data: { product: { name: "Lamp", rating: null } } });
    expect(errors).toEqual([
      {
        message: expect.stringMatching(/^The subgraph "reviews" /),
        path: ["product", "rating"],
        extensions: { code, serviceName: "reviews" },
      },
    ]);
  });

  it("hangs is waited for as long as it may take, and no longer", async () => {
    reviews.respondWith(() => undefined);
    const startedAt = performance.now();
    const { errors } = await send();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(TIMEOUT_MS - 10);
    expect(errors).toMatchObject([{ extensions: { code: "SUBGRAPH_TIMEOUT" } }]);
  });

  it.each(["application/json", "application/json; charset=utf-8", "application/graphql-response+json"])(
    "behaves again, in %s, is listened to again",
    async (mediaType) => {
      reviews.respondWith(answerText(GOOD_ANSWER, mediaType));
      expect(await send()).toMatchObject({ data: { product: { rating: 5 } }, codes: [] });
    },
  );

  it("redirects does not send the router elsewhere", () => {
    expect(elsewhere.requests).toEqual([]);
  });
});
