import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { answerJson } from "../support/fake-subgraph.ts";
import { type RawAnswer, sendRaw } from "../support/raw-request.ts";
import { LETTER, startLettersGraph } from "./letters-graph.ts";

const ORIGIN = "https://app.example.com";
const MINIMUM_BYTES = 2_000;
const LONG_TEXT = "Dear reader, “thank you” for your letter. ".repeat(1_000);

const { letters, router, signer } = await startLettersGraph({
  COMPRESSION: "1",
  COMPRESSION_MIN_BYTES: String(MINIMUM_BYTES),
  CORS_ORIGINS: ORIGIN,
});
const plain = await startLettersGraph();
for (const { respondWith } of [letters, plain.letters]) respondWith(answerWith(LONG_TEXT));

function answerWith(text: string) {
  return answerJson({ data: { letter: { ...LETTER, text }, write: { ...LETTER, text } } });
}

function ask(
  url: string,
  query: string,
  acceptEncoding: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const accepted = acceptEncoding === undefined ? {} : { "accept-encoding": acceptEncoding };
  return sendRaw(url, {
    headers: { "content-type": "application/json", ...accepted, ...headers },
    body: JSON.stringify({ query }),
  });
}

/** The body as its `Content-Encoding` says it is to be read. */
function decode({ headers, bytes }: RawAnswer): string {
  const coding = headers["content-encoding"];
  if (coding === "br") return brotliDecompressSync(bytes).toString("utf8");
  return (coding === "gzip" ? gunzipSync(bytes) : bytes).toString("utf8");
}

const ACCEPTED: [acceptEncoding: string | undefined, coding: string | undefined][] = [
  [undefined, undefined],
  ["", undefined],
  ["gzip", "gzip"],
  ["br", "br"],
  ["gzip, deflate, br, zstd", "br"],
  ["br;q=0.5, gzip", "gzip"],
  ["gzip;q=0.001", "gzip"],
  ["GZIP", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", undefined],
  ["*", "br"],
  ["br;q=0, *", "gzip"],
  ["gzip, *;q=0", "gzip"],
  ["*;q=0", undefined],
  ["gzip;q=0", undefined],
  ["identity", undefined],
  ["identity, gzip;q=0.5", undefined],
  ["identity;q=0.5, gzip", "gzip"],
  ["identity;q=0", undefined],
  ["br;q=none, gzip", "gzip"],
  [";;,=,", undefined],
];

describe("a long answer", () => {
  it.each(ACCEPTED)("to a client that accepts %p is encoded with %p", async (acceptEncoding, coding) => {
    const answer = await ask(router.url, "{ letter { text } }", acceptEncoding);
    expect(answer.headers["content-encoding"]).toBe(coding);
    expect(answer.headers["content-length"]).toBe(String(answer.bytes.length));
    expect(answer.headers.vary).toMatch(/\baccept-encoding$/);
    expect(answer.status).toBe(200);
    const unencoded = await ask(plain.router.url, "{ letter { text } }", undefined);
    expect(decode(answer)).toBe(unencoded.body);
  });

  it("to a client that accepts thousands of encodings stays as it is", async () => {
    const answer = await ask(router.url, "{ letter { text } }", `br, ${"x,".repeat(5_000)}`);
    expect(answer.status).toBe(200);
    expect(answer.headers).not.toHaveProperty("content-encoding");
  });

  it("becomes much shorter", async () => {
    const { bytes } = await ask(router.url, "{ letter { text } }", "br");
    expect(bytes.length).toBeLessThan(LONG_TEXT.length / 10);
  });

  it("to a page of another origin varies by both", async () => {
    const { headers } = await ask(router.url, "{ letter { text } }", "br", { origin: ORIGIN });
    expect(headers.vary?.toLowerCase().split(/, */).sort()).toEqual(["accept-encoding", "origin"]);
    expect(headers["access-control-allow-origin"]).toBe(ORIGIN);
  });

  it("of errors is compressed as well", async () => {
    const query = `{ letter { ${Array.from({ length: 9 }, (_item, index) => `x${index}${"y".repeat(200)}`).join(" ")} } }`;
    const answer = await ask(router.url, query, "gzip, identity;q=0");
    expect(answer).toMatchObject({ status: 400, headers: { "content-encoding": "gzip" } });
    expect(JSON.parse(decode(answer))).toMatchObject({
      errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }, {}, {}, {}, {}],
    });
  });

  it("of a mutation stays as it is, here and in proxies: it may hold tokens beside the client's own text", async () => {
    const answer = await ask(router.url, "mutation { write { text } }", "br");
    expect(answer.headers).not.toHaveProperty("content-encoding");
    expect(answer.headers["cache-control"]).toBe("no-store, no-transform");
    expect(JSON.parse(answer.body)).toMatchObject({ data: { write: { text: LONG_TEXT } } });
  });

  it("stays as it is where compression is not turned on", async () => {
    const answer = await ask(plain.router.url, "{ letter { text } }", "br");
    expect(answer.headers).not.toHaveProperty("content-encoding");
    expect(answer.headers.vary).toBe("Origin");
  });

  it("is right for each of many clients at once, though some of them get it as it is", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(router.url, "{ letter { text } }", "br")));
    const texts = new Set(answers.map(decode));
    expect(texts.size).toBe(1);
    expect(answers.some(({ headers }) => headers["content-encoding"] === "br")).toBe(true);
  });
});

describe("a short answer", () => {
  it("stays as it is, and varies all the same", async () => {
    const answer = await ask(router.url, "{ __typename }", "br");
    expect(answer.headers).not.toHaveProperty("content-encoding");
    expect(answer.headers.vary).toBe("Origin, accept-encoding");
    expect(JSON.parse(answer.body)).toEqual({ data: { __typename: "Query" } });
  });

  it("is compressed for a client that takes nothing else", async () => {
    const answer = await ask(router.url, "{ __typename }", "gzip, identity;q=0");
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(JSON.parse(decode(answer))).toEqual({ data: { __typename: "Query" } });
  });

  it("is one of fewer bytes than the least, however few characters those are", async () => {
    const wrapped = Buffer.byteLength(JSON.stringify({ data: { letter: { text: "" } } })) + 1;
    const ofTwoBytes = (bytes: number) => "é".repeat((bytes - wrapped) / 2) + "e".repeat((bytes - wrapped) % 2);
    letters.respondWith(answerWith(ofTwoBytes(MINIMUM_BYTES - 1)));
    const shorter = await ask(router.url, "{ letter { text } }", "br");
    letters.respondWith(answerWith(ofTwoBytes(MINIMUM_BYTES)));
    const longer = await ask(router.url, "{ letter { text } }", "br");
    letters.respondWith(answerWith(LONG_TEXT));
    expect(shorter.bytes.length).toBe(MINIMUM_BYTES - 1);
    expect([shorter, longer].map(({ headers }) => headers["content-encoding"])).toEqual([undefined, "br"]);
  });

  it("stays as it is when it is a refusal", async () => {
    const answer = await ask(router.url, "{ letter { text } }", "br", {
      authorization: `Bearer ${signer.sign({ claims: { exp: 1 } })}`,
    });
    expect(answer).toMatchObject({ status: 401, headers: { vary: "Origin, accept-encoding" } });
    expect(answer.headers).not.toHaveProperty("content-encoding");
  });
});
