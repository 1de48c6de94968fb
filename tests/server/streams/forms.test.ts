import { describe, expect, it } from "@jest/globals";
import { waitFor } from "../../support/wait-for.ts";
import { ask, serveSubscriptions } from "./serve-stream.ts";

const { url, ended } = await serveSubscriptions();

const SSE = "text/event-stream";
const PAYLOADS =
  "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9";
const PLAIN = "text/event-stream;q=0.5, multipart/mixed";
const JSON_PART = "\r\ncontent-type: application/json; charset=utf-8\r\n\r\n";

const COUNT = "subscription { counted(to: 2) { number } }";

describe("a subscription is answered", () => {
  it("by Server-Sent Events", async () => {
    for (const method of ["POST", "GET"]) {
      const { status, headers, text } = await ask(url, { accept: SSE, query: COUNT, method });
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-store, no-transform",
        "x-accel-buffering": "no",
        "transfer-encoding": "chunked",
        "x-content-type-options": "nosniff",
      });
      expect(text).toBe(
        ':\n\nevent: next\nid: n\ndata: {"data":{"counted":{"number":1}}}\n\n' +
          'event: next\nid: n\ndata: {"data":{"counted":{"number":2}}}\n\nevent: complete\ndata:\n\n',
      );
    }
  });

  it("by parts as Apollo Client takes them", async () => {
    const { status, headers, text } = await ask(url, { accept: PAYLOADS, query: COUNT });
    expect([status, headers["content-type"]]).toEqual([
      200,
      'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0',
    ]);
    expect(text).toBe(
      `\r\n--graphql${JSON_PART}{"payload":{"data":{"counted":{"number":1}}}}` +
        `\r\n--graphql${JSON_PART}{"payload":{"data":{"counted":{"number":2}}}}\r\n--graphql--\r\n`,
    );
  });

  it("by parts as urql takes them", async () => {
    const { status, headers, text } = await ask(url, { accept: PLAIN, query: COUNT });
    expect([status, headers["content-type"]]).toEqual([200, 'multipart/mixed; boundary="-"']);
    expect(text).toBe(
      `\r\n---${JSON_PART}{"data":{"counted":{"number":1}},"hasNext":true}` +
        `\r\n---${JSON_PART}{"data":{"counted":{"number":2}},"hasNext":true}` +
        `\r\n---${JSON_PART}{"hasNext":false}\r\n-----\r\n`,
    );
  });

  it("with 406 that names the forms, where the client takes none", async () => {
    for (const accept of ["application/json", "*/*", "application/graphql-response+json, text/event-stream;q=0"]) {
      for (const method of ["POST", "GET"]) {
        const headers = { "apollo-require-preflight": "1" };
        const { status, text } = await ask(url, { accept, query: COUNT, method, headers });
        expect([accept, method, status]).toEqual([accept, method, 406]);
        for (const form of [SSE, "multipart/mixed;subscriptionSpec=1.0", "graphql-transport-ws"]) {
          expect(JSON.parse(text).errors[0].message).toContain(form);
        }
      }
    }
  });
});

describe("a stream that fails", () => {
  const masked = {
    message: "Something went wrong on our side. It has been logged.",
    extensions: { code: "INTERNAL_SERVER_ERROR" },
  };

  it("ends with the masked error, in each form", async () => {
    const query = "subscription { broken }";
    const { text: events } = await ask(url, { accept: SSE, query });
    expect(events).toBe(
      `:\n\nevent: next\ndata: {"data":{"broken":1}}\n\nevent: next\ndata: {"errors":[${JSON.stringify(masked)}]}\n\nevent: complete\ndata:\n\n`,
    );
    const { text: payloads } = await ask(url, { accept: PAYLOADS, query });
    expect(payloads).toContain(`{"payload":null,"errors":[${JSON.stringify(masked)}]}\r\n--graphql--\r\n`);
    const { text: plain } = await ask(url, { accept: PLAIN, query });
    expect(plain).toContain(`{"errors":[${JSON.stringify(masked)}],"hasNext":false}\r\n-----\r\n`);
  });

  it("tells the error of a field beside the data of its event", async () => {
    const { text } = await ask(url, { accept: SSE, query: "subscription { counted(to: 1) { number failing } }" });
    const [line = ""] = text.match(/(?<=data: )\{.*/) ?? [];
    expect(JSON.parse(line)).toEqual({
      data: { counted: { number: 1, failing: null } },
      errors: [{ ...masked, path: ["counted", "failing"], locations: expect.anything() }],
    });
  });
});

describe("a subscription that is refused", () => {
  const query = "subscription { refused }";
  const refusal = /^\{"errors":\[\{"message":"Sign in first.".*\}\]/;

  it("is told in an accepted stream of events, by GET too", async () => {
    for (const method of ["POST", "GET"]) {
      const { status, text } = await ask(url, { accept: SSE, query, method });
      expect(status).toBe(200);
      const [, json = ""] = /^event: next\ndata: (.*)\n\nevent: complete\ndata:\n\n$/.exec(text) ?? [];
      expect(json).toMatch(refusal);
    }
    const { text } = await ask(url, { accept: SSE, query: "subscription { nothing }" });
    expect(text).toMatch(/^event: next\ndata: \{"errors":.*GRAPHQL_VALIDATION_FAILED.*\n\nevent: complete\ndata:\n\n$/);
  });

  it("is told in JSON to Apollo Client, and in a last part to urql", async () => {
    const { headers, text } = await ask(url, { accept: PAYLOADS, query });
    expect(headers["content-type"]).toMatch(/^application\/graphql-response\+json/);
    expect(text).toMatch(refusal);
    const { text: part } = await ask(url, { accept: "multipart/mixed", query });
    expect(part.startsWith(`\r\n---${JSON_PART}{"errors":`)).toBe(true);
    expect(part.endsWith(`,"hasNext":false}\r\n-----\r\n`)).toBe(true);
  });
});

describe("another operation", () => {
  const query = "{ hello }";
  const json = '{"data":{"hello":null}}';

  it.each([
    ["application/json", json],
    ["application/json; charset=utf-8", json],
    ['application/graphql-response+json;charset="UTF-8", text/event-stream;q=0.9', json],
    [
      "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed",
      json,
    ],
    ["text/event-stream;q=0.5, application/json;q=0.4", `event: next\ndata: ${json}\n\nevent: complete\ndata:\n\n`],
    ["text/event-stream;q=0.4, application/json;q=0.5", json],
    ["text/event-stream, */*;q=0.1", `event: next\ndata: ${json}\n\nevent: complete\ndata:\n\n`],
    ["multipart/mixed", `\r\n---${JSON_PART}{"data":{"hello":null},"hasNext":false}\r\n-----\r\n`],
    [
      "multipart/mixed;subscriptionSpec=1.0",
      `\r\n--graphql${JSON_PART}{"payload":{"data":{"hello":null}}}\r\n--graphql--\r\n`,
    ],
  ])("is answered as Accept: %s asks", async (accept, expected) => {
    const { status, text } = await ask(url, { accept, query });
    expect([status, text.trimEnd()]).toEqual([200, expected.trimEnd()]);
  });

  it.each(["text/html", "multipart/mixed;deferSpec=of-another-time", "multipart/form-data", "text/event-stream;q=0"])(
    "is refused with 406 for Accept: %s",
    async (accept) => {
      const { status, headers } = await ask(url, { accept, query });
      expect([status, headers["content-type"]]).toEqual([406, "application/json; charset=utf-8"]);
    },
  );
});

describe("a GET whose client takes events", () => {
  it("passes without a proof of a preflight, unless its browser names another site", async () => {
    const asked = { accept: SSE, query: "{ hello }", method: "GET" };
    for (const site of ["same-origin", "none"]) {
      const { text } = await ask(url, { ...asked, headers: { "sec-fetch-site": site } });
      expect(text).toContain('"data":{"hello":null}');
    }
    const { text } = await ask(url, { ...asked, headers: { origin: "https://evil.example.com" } });
    expect(text).toContain("CSRF");
    for (const site of ["cross-site", "same-site"]) {
      const { text } = await ask(url, { ...asked, headers: { "sec-fetch-site": site } });
      expect(text).toContain("CSRF");
      const proved = { "sec-fetch-site": site, "apollo-require-preflight": "1" };
      expect((await ask(url, { ...asked, headers: proved })).text).toContain('"data":{"hello":null}');
    }
  });

  it("is told what is wrong with its parameters", async () => {
    for (const search of ["variables=[1", "extensions=x", "query={hello}"]) {
      const response = await fetch(`${url}?query={hello}&${search}`, { headers: { accept: SSE } });
      const [, name = ""] = /^(\w+)=/.exec(search) ?? [];
      expect(await response.text()).toMatch(new RegExp(`"message":"The .?${name}.? search parameter`));
    }
  });

  it("changes nothing", async () => {
    const { text } = await ask(url, { accept: SSE, query: "mutation { change }", method: "GET" });
    expect(text).toContain("A mutation must be sent by POST.");
    const { status } = await ask(url, {
      accept: "application/json;q=0.5, text/event-stream;q=0.1",
      query: "mutation { change }",
      method: "GET",
    });
    expect(status).toBe(405);
  });
});

it("ends the work when the client leaves", async () => {
  for (const accept of [SSE, PAYLOADS, PLAIN]) {
    ended.length = 0;
    const { text } = await ask(url, { accept, query: "subscription { open }", until: '{"open":1}' });
    expect(text).toContain('{"data":{"open":1}');
    await waitFor("the end of the work", () => ended.length === 1);
  }
});
