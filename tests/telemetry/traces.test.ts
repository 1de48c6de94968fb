import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { startStack } from "../support/stack.ts";
import { type ReceivedSpan, startTraceCollector } from "../support/trace-collector.ts";
import { waitFor } from "../support/wait-for.ts";

const SECRET_WORD = "unspeakable-word";
const collector = await startTraceCollector();
const stack = await startStack({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
const token = await stack.signIn("editor");

/** Sends an operation as part of a trace. @returns the ids of the trace and of the client's span */
async function sendTraced(query: string, variables = {}) {
  const traceId = randomBytes(16).toString("hex");
  const clientSpan = randomBytes(8).toString("hex");
  const headers = { traceparent: `00-${traceId}-${clientSpan}-01` };
  const { codes } = await stack.send(query, { token, variables, headers });
  expect(codes).toEqual([]);
  return { traceId, clientSpan };
}

/** The spans of a trace, once that of the client's request, which ends last, has come, and one of Prisma. */
function spansOf(traceId: string): Promise<ReceivedSpan[]> {
  return waitFor(`the spans of ${traceId}`, () => {
    const spans = collector.spans().filter((span) => span.traceId === traceId);
    const has = (service: string, name: RegExp) =>
      spans.some((span) => span.service === service && name.test(span.name));
    return has("router", /^POST/) && has("accounts", /^POST/) && has("accounts", /^prisma/) && spans;
  });
}

function findSpan(spans: readonly ReceivedSpan[], service: string, name: RegExp): ReceivedSpan {
  const span = spans.find((candidate) => candidate.service === service && name.test(candidate.name));
  if (span === undefined) throw new Error(`no span of ${service} named ${name}`);
  return span;
}

/** The spans that `span` is below, those between which there may be others included. */
function findAncestors(spans: readonly ReceivedSpan[], span: ReceivedSpan): ReceivedSpan[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return parent === undefined ? [] : [parent, ...findAncestors(spans, parent)];
}

describe("the trace of a client", () => {
  it("goes on through the router and a subgraph to its database", async () => {
    const { traceId, clientSpan } = await sendTraced("query Count { me { username } }");
    const spans = await spansOf(traceId);
    const request = findSpan(spans, "router", /^POST \/graphql$/);
    const fetchSpan = findSpan(spans, "router", /^fetch accounts$/);
    const asked = findSpan(spans, "accounts", /^POST \/graphql$/);
    const operation = findSpan(spans, "accounts", /^prisma:client:operation$/);
    expect(request.parentSpanId).toBe(clientSpan);
    expect(findAncestors(spans, fetchSpan)).toContain(request);
    expect(asked.parentSpanId).toBe(fetchSpan.spanId);
    expect(operation.parentSpanId).toBe(asked.spanId);
    expect(request.attributes).toContainEqual({
      key: "graphql.operation.name",
      value: { stringValue: "Count" },
    });
  });

  it("has the SQL that was executed, and nothing that the client has sent", async () => {
    const register = `mutation RegisterTraced($username: String!) {
      register(username: $username, password: "${SECRET_WORD}") { user { id } } }`;
    const { traceId } = await sendTraced(register, { username: SECRET_WORD });
    const spans = await spansOf(traceId);
    expect(JSON.stringify(spans)).toMatch(/INSERT INTO/);
    const [, , signature = ""] = token.split(".");
    for (const secret of [SECRET_WORD, "editor-demo", signature]) {
      expect(collector.received()).not.toContain(secret);
    }
  });
});

it("what no client has asked for is not traced in subgraphs", () => {
  const starts = collector.spans().filter(({ parentSpanId }) => (parentSpanId ?? "") === "");
  expect(new Set(starts.map(({ service }) => service))).toEqual(new Set(["router"]));
});

it("a process that stops sends what it has", async () => {
  const { traceId } = await sendTraced("query Last { me { username } }");
  await Promise.all([stack.router, stack.accounts].map((process) => process.stop()));
  expect(collector.spans().filter((span) => span.traceId === traceId).length).toBeGreaterThan(3);
});
