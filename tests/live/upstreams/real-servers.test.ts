import { afterEach, describe, expect, it } from "@jest/globals";
import { createRequestSigner } from "../../../packages/server/router-auth/sign-request.ts";
import { createRequestVerifier } from "../../../packages/server/router-auth/verify-request.ts";
import { EVENTS_MAY_BE_MISSING } from "../../../router/transport/streams/upstream.ts";
import { ROUTER_SECRET } from "../../support/router-signature.ts";
import { waitFor } from "../../support/wait-for.ts";
import { startClock } from "./clock.ts";
import { describeEnd, type FollowOptions, follow } from "./follow.ts";

const CALLER = { id: "reader-1", issuer: "https://issuer.example", scopes: new Set<string>(), claims: {} };

const clock = await startClock();

async function followClock(options: FollowOptions) {
  const followed = follow(clock.url, options);
  await waitFor("the subscription", () => clock.countOpen() === 1);
  return followed;
}

afterEach(async () => {
  clock.stopTicking();
  await waitFor("the end of all", () => clock.countOpen() === 0);
});

describe.each(["sse", "graphql-transport-ws"] as const)("a subgraph that speaks %s", (protocol) => {
  it("brings events, their errors, and the end", async () => {
    const { heads, events, end } = await followClock({ protocol });
    clock.tick(1);
    clock.tick(new Error("the clock is broken"));
    clock.tick({ text: 'with "quotes" and é' });
    await waitFor("the events", () => events.length === 3);
    clock.stopTicking();
    expect(await end).toEqual({ kind: "complete" });
    expect(heads).toEqual([{ cursor: null, startsEarlier: false }]);
    expect(events).toEqual([
      { ticks: 1 },
      { data: { ticks: null }, errors: [expect.objectContaining({ message: "the clock is broken" })] },
      { ticks: { text: 'with "quotes" and é' } },
    ]);
  });

  it.each([[], [7]])("notices within a second that a stream is closed, after %j", async (...ticks) => {
    const { upstream, events } = await followClock({ protocol });
    for (const value of ticks) clock.tick(value);
    await waitFor("the events", () => events.length === ticks.length);
    upstream.close();
    await waitFor("the close", () => clock.countOpen() === 0, 1_000);
  });

  it("shows the errors of a subscription that it refuses", async () => {
    const { events, end } = follow(clock.url, { protocol, query: "subscription { forbidden }" });
    const reason = await end;
    const errors = [expect.objectContaining({ message: "Not for you.", extensions: { code: "FORBIDDEN" } })];
    // Both servers say so in a stream of one event, which has errors alone.
    expect([events, reason]).toMatchObject([[{ errors }], { kind: "complete" }]);
  });

  it("shows the errors of a document that is not valid", async () => {
    const { events, end } = follow(clock.url, { protocol, query: "subscription { unknown }" });
    const errors = [expect.objectContaining({ message: expect.stringContaining("Cannot query field") })];
    const refusal = { kind: "refused", answer: { errors } };
    expect([events, await end]).toMatchObject(
      protocol === "sse" ? [[{ errors }], { kind: "complete" }] : [[], refusal],
    );
  });

  it("ends with events that may be missing when it breaks off", async () => {
    const { end } = await followClock({ protocol });
    clock.breakConnections();
    expect(describeEnd(await end)).toBe(EVENTS_MAY_BE_MISSING);
  });

  it("gets the signature, the token, what rules forward and the trace", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await followClock({
      protocol,
      signRequest: createRequestSigner({ secrets: [ROUTER_SECRET], scheme: "hmac" }),
      context: {
        accessToken: "the-token",
        caller: CALLER,
        clientAddress: "192.0.2.1",
        forwarded: { of: (subgraph) => ["x-tenant", `of-${subgraph}`] },
        traceContext: ["traceparent", traceparent],
      },
    });
    const request = clock.requests.at(-1);
    if (request === undefined) throw new Error("nothing was asked");
    const { method = "", url = "", headers } = request;
    expect(headers).toMatchObject({
      authorization: "Bearer the-token",
      "x-client-address": "192.0.2.1",
      "x-request-id": "request-1",
      "x-tenant": "of-clock",
      traceparent,
    });
    const verdict = createRequestVerifier({ secrets: [ROUTER_SECRET], scheme: "hmac" })({
      method,
      target: url,
      clientAddress: "192.0.2.1",
      readHeader: (name) => [String(headers[name])],
    });
    if (verdict.kind === "refused") throw new Error(verdict.reason);
    expect(verdict.proof.coversCaller("reader-1")).toBe(true);
    if (protocol === "sse") {
      expect(headers.accept).toBe("text/event-stream");
    } else {
      // The upgrade has no body. Many servers read the token from the first message alone.
      expect(verdict.proof.coversBody(Buffer.alloc(0))).toBe(true);
      expect(clock.connectionParams.at(-1)).toEqual({ authorization: "Bearer the-token", "x-tenant": "of-clock" });
    }
  });
});
