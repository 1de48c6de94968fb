import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Respond } from "../support/fake-subgraph.ts";
import type { SendOptions } from "../support/graphql-client.ts";
import { waitFor } from "../support/wait-for.ts";
import { LETTER, type LettersGraph, STAMPED, startLettersGraph } from "./letters-graph.ts";

const graph = await startLettersGraph({ RESPONSE_CACHE_BYTES: "1000000", DEDUPE_INFLIGHT: "1" });
const { letters, stamps, router, signer, send } = graph;
const small = await startLettersGraph({ RESPONSE_CACHE_BYTES: "20000", TRUSTED_PROXIES: "127.0.0.0/8" });
const off = await startLettersGraph();

const reader = signer.sign({ claims: { sub: "reader" } });
const another = signer.sign({ claims: { sub: "another" } });
const keeper = signer.sign({ claims: { sub: "keeper", scope: "letters:secret" } });

const GOOD = { "cache-control": "max-age=60, public" };
const DATA = { letter: LETTER, mine: LETTER, write: LETTER };

let asked = 0;
let nextId = 0;

function countAsked({ letters: subgraph }: LettersGraph = graph): number {
  return subgraph.requests.length - asked;
}

/** An operation that no other test has sent. */
function anew(fields = "text"): string {
  nextId += 1;
  return `{ letter(id: "${nextId}") { ${fields} } }`;
}

function answerWith(headers: Readonly<Record<string, string>>, body: object = { data: DATA }): Respond {
  return (response) =>
    response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** Answers each caller with his token in place of the letter. */
function answerWithToken(headers: Readonly<Record<string, string>>): Respond {
  return (response, request) => {
    const letter = { ...LETTER, text: request.headers.authorization ?? "nobody" };
    answerWith(headers, { data: { letter } })(response, request);
  };
}

beforeEach(() => {
  asked = letters.requests.length;
  letters.respondWith(answerWith(GOOD));
  stamps.respondWith(answerWith(GOOD, { data: STAMPED }));
});

describe("a kept answer", () => {
  it("is given again without a subgraph, and says how long it is good and how old it is", async () => {
    const query = anew("text stamp");
    const first = await send(query);
    const second = await send(query, { headers: { "x-request-id": "from-the-cache" } });
    expect(second.body).toBe(first.body);
    expect(first.data).toEqual({ letter: { text: LETTER.text, stamp: "5 cents" } });
    expect(countAsked()).toBe(1);
    for (const { headers } of [first, second]) {
      expect(headers.get("cache-control")).toBe("max-age=60, public");
      expect(Number(headers.get("age"))).toBeLessThan(30);
      expect(headers.get("vary")).toBe("Origin, accept, authorization");
    }
    const line = await waitFor("the log", () =>
      router.logLines().find(({ reqId, msg }) => reqId === "from-the-cache" && msg === "request"),
    );
    expect(line).toMatchObject({ isCached: true });
  });

  it("is fetched again once its time is up, and its age is told until then", async () => {
    letters.respondWith(answerWith({ "cache-control": "max-age=5, public" }));
    const query = anew();
    await send(query);
    await waitFor("an older answer", async () => {
      const { headers } = await send(query);
      return Number(headers.get("age")) > 0;
    });
    expect(countAsked()).toBe(1);
    await waitFor("another fetch", async () => {
      await send(query);
      return countAsked() === 2;
    });
  });

  it("is good for the least of the times that subgraphs give", async () => {
    stamps.respondWith(answerWith({ "cache-control": "public, max-age=20" }, { data: STAMPED }));
    const { headers } = await send(anew("text stamp"));
    expect(headers.get("cache-control")).toBe("max-age=20, public");
  });

  it("is as old as what a cache before the subgraph answers", async () => {
    letters.respondWith(answerWith({ ...GOOD, age: "45" }));
    const { headers } = await send(anew());
    expect(headers.get("cache-control")).toBe("max-age=15, public");
  });

  it("serves those who ask at once while it is fetched, too", async () => {
    const query = anew();
    const sent = await Promise.all(Array.from({ length: 10 }, () => send(query)));
    for (const { headers } of sent) expect(headers.get("cache-control")).toBe("max-age=60, public");
    expect(countAsked()).toBe(1);
  });

  it("makes room for new ones", async () => {
    small.letters.respondWith(answerWith(GOOD, { data: { letter: { ...LETTER, text: "x".repeat(1_000) } } }));
    const query = anew();
    asked = small.letters.requests.length;
    for (let time = 0; time < 2; time += 1) await small.send(query);
    expect(countAsked(small)).toBe(1);
    for (let count = 0; count < 20; count += 1) await small.send(anew());
    await small.send(query);
    expect(countAsked(small)).toBe(22);
  });

  const from = (address: string): SendOptions => ({ headers: { "x-forwarded-for": address } });

  const as = (sub: string): SendOptions => ({ token: small.signer.sign({ claims: { sub } }) });

  it.each<[who: string, usual: SendOptions, many: SendOptions]>([
    ["caller", as("usual"), as("many")],
    ["network of anonymous callers", from("192.0.2.1"), from("2001:db8::1")],
  ])("stays, however many different queries another %s sends", async (_who, usual, many) => {
    small.letters.respondWith(answerWith(GOOD, { data: { letter: { ...LETTER, text: "x".repeat(1_000) } } }));
    const query = anew();
    await small.send(query, usual);
    for (let count = 0; count < 20; count += 1) await small.send(anew(), many);
    asked = small.letters.requests.length;
    const { data } = await small.send(query, usual);
    expect(data).toEqual({ letter: { text: "x".repeat(1_000) } });
    expect(countAsked(small)).toBe(0);
  });
});

const NOT_KEPT: [what: string, letter: Respond, stamp: Respond | null][] = [
  ["no header", answerWith({}), null],
  ["no-store", answerWith({ "cache-control": "no-store" }), null],
  ["no-cache", answerWith({ "cache-control": "max-age=60, public, no-cache" }), null],
  ["a time of 0", answerWith({ "cache-control": "max-age=0, public" }), null],
  ["a time that is none", answerWith({ "cache-control": "max-age=1h, public" }), null],
  ["no time", answerWith({ "cache-control": "public" }), null],
  ["a time that is up", answerWith({ ...GOOD, age: "60" }), null],
  ["an age that is none", answerWith({ ...GOOD, age: "old" }), null],
  ["an error", answerWith(GOOD, { data: DATA, errors: [{ message: "no", path: ["letter", "text"] }] }), null],
  ["no data", answerWith(GOOD, { data: null, errors: [{ message: "no" }] }), null],
  ["a time, but not the other subgraph", answerWith(GOOD), answerWith({}, { data: STAMPED })],
  ["a time, and the other subgraph an error", answerWith(GOOD), answerWith(GOOD, { errors: [{ message: "no" }] })],
];

describe("an answer is not kept", () => {
  it.each(NOT_KEPT)("to which a subgraph gives %s", async (_what, letter, stamp) => {
    letters.respondWith(letter);
    if (stamp !== null) stamps.respondWith(stamp);
    const query = anew(stamp === null ? "text" : "text stamp");
    for (let time = 0; time < 2; time += 1) {
      expect((await send(query)).headers.get("cache-control")).toBe("no-store");
    }
    expect(countAsked()).toBe(2);
  });

  it("which is private and nobody's", async () => {
    letters.respondWith(answerWith({ "cache-control": "max-age=60, private" }));
    const query = anew();
    const [first] = [await send(query), await send(query)];
    expect(first.headers.get("cache-control")).toBe("max-age=60, private");
    expect(countAsked()).toBe(2);
  });

  it.each([
    ["a mutation", "mutation { write { text } }", {}],
    ["a query that is explained", anew(), { "apollo-query-plan": "1" }],
  ])("which is %s's", async (_what, query, headers) => {
    for (let time = 0; time < 2; time += 1) {
      expect((await send(query, { headers })).headers.get("cache-control")).toBe("no-store");
    }
    expect(countAsked()).toBe(2);
  });

  it("where it is not turned on", async () => {
    off.letters.respondWith(answerWith(GOOD));
    asked = off.letters.requests.length;
    for (let time = 0; time < 2; time += 1) {
      const { headers } = await off.send("{ letter { text } }");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("vary")).toBe("Origin");
    }
    expect(countAsked(off)).toBe(2);
  });
});

describe("between callers", () => {
  it.each(["max-age=60, private", "max-age=60"])("an answer with %s is shared by none", async (cacheControl) => {
    letters.respondWith(answerWithToken({ "cache-control": cacheControl }));
    const query = anew();
    for (const token of [reader, another, undefined, reader, another]) {
      const { data, headers } = await send(query, { token });
      expect(data).toEqual({ letter: { text: token === undefined ? "nobody" : `Bearer ${token}` } });
      expect(headers.get("cache-control")).toBe("max-age=60, private");
    }
    expect(countAsked()).toBe(3);
  });

  it("one that is private for one subgraph is private", async () => {
    letters.respondWith(answerWithToken(GOOD));
    stamps.respondWith(answerWith({ "cache-control": "max-age=60, private" }, { data: STAMPED }));
    const query = anew("text stamp");
    for (const token of [reader, another]) {
      expect((await send(query, { token })).data).toMatchObject({ letter: { text: `Bearer ${token}` } });
    }
  });

  it("one that is public is shared, though not by callers and anonymous ones, nor beyond this house", async () => {
    letters.respondWith(answerWithToken(GOOD));
    const query = anew();
    const send2 = async (token: string | undefined) => {
      const { data, headers } = await send(query, { token });
      return [data, headers.get("cache-control")];
    };
    const forCallers = [{ letter: { text: `Bearer ${reader}` } }, "max-age=60, private"];
    expect(await send2(reader)).toEqual(forCallers);
    expect(await send2(another)).toEqual(forCallers);
    expect(await send2(undefined)).toEqual([{ letter: { text: "nobody" } }, "max-age=60, public"]);
    expect(countAsked()).toBe(2);
  });

  const SEEN: [who: string, options: SendOptions, letter: object, codes: string[]][] = [
    ["nobody", {}, { text: LETTER.text, sealed: null, secret: null }, ["UNAUTHENTICATED", "UNAUTHENTICATED"]],
    ["a caller", { token: reader }, { text: LETTER.text, sealed: LETTER.sealed, secret: null }, ["FORBIDDEN"]],
    ["one with the scope", { token: keeper }, { text: LETTER.text, sealed: LETTER.sealed, secret: LETTER.secret }, []],
  ];

  it.each([[SEEN], [SEEN.toReversed()]])(
    "what one may not see is not seen from the cache, in any order",
    async (order) => {
      const query = anew("text sealed secret");
      for (const [, options, letter, codes] of [...order, ...order]) {
        const answer = await send(query, options);
        expect({ data: answer.data, codes: answer.codes }).toEqual({ data: { letter }, codes });
        const isWhole = codes.length === 0;
        expect(answer.headers.get("cache-control")).toBe(isWhole ? "max-age=60, private" : "no-store");
      }
      expect(countAsked()).toBe(3);
    },
  );

  it("a token that is refused gets nothing of it", async () => {
    const query = anew();
    await send(query);
    const answer = await send(query, { token: signer.sign({ claims: { exp: 1 } }) });
    expect(answer).toMatchObject({ status: 401, data: undefined });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});

it("keeps what differs in document, operation or variables apart", async () => {
  const query = "query A($id: ID) { letter(id: $id) { text } } query B { letter { id } }";
  for (let time = 0; time < 2; time += 1) {
    await send(query, { operationName: "A", variables: { id: "1" } });
    await send(query, { operationName: "A", variables: { id: 1 } });
    await send(query, { operationName: "B" });
    await send(`${query} `, { operationName: "B" });
  }
  expect(countAsked()).toBe(4);
});
