import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import { createAuthenticate } from "../../packages/identity/authenticate.ts";
import { KeysUnavailableError, type VerificationKey } from "../../packages/identity/key-set.ts";
import { readRouterConfig } from "../../router/config.ts";
import { createPlanningTurns } from "../../router/limits/planning-turns.ts";
import { createAdmission } from "../../router/request/admit-request.ts";
import { refuseOperation } from "../../router/request/authorize-operation.ts";
import { createIdentifyCaller } from "../../router/request/identify-caller.ts";
import { explain, writeResponse } from "../../router/request/write-response.ts";
import { createRsaSigner } from "../support/access-tokens.ts";

// The stages of router/request/handle-request.ts, each by itself and without HTTP.

const ADDRESS = "192.0.2.1";
const EXPECTATIONS = {
  issuer: "urn:supergraph:accounts",
  audience: "urn:supergraph",
  types: ["at+jwt"],
  scopeClaims: ["scope"],
};
const signer = createRsaSigner();
const key: VerificationKey = { publicKey: signer.publicKeyPem, algorithm: "RS256" };

/** The code and the status of what `run` throws; null when it throws nothing. */
async function readRefusal(run: () => unknown): Promise<unknown> {
  try {
    await run();
    return null;
  } catch (error) {
    const { code, http } = (error as GraphQLError).extensions as { code: string; http: { status: number } };
    return [code, http.status];
  }
}

describe("identify", () => {
  function identify(token: string | null, findKey: () => Promise<VerificationKey | null>) {
    const counted: unknown[] = [];
    const summary: { callerId?: string } = {};
    const stage = createIdentifyCaller(
      createAuthenticate({ findKey }, EXPECTATIONS),
      ({ ip }) => ip,
      (...sender) => void counted.push(sender),
    );
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const rawHeaders = Object.entries(headers).flat();
    const log = { warn: () => undefined };
    const run = () => stage({ headers, ip: ADDRESS, raw: { headers, rawHeaders } }, { log, summary } as never);
    return { run, counted, summary };
  }

  it("takes a request without a token for an anonymous one", async () => {
    const { run, counted } = identify(null, async () => key);
    expect(await run()).toEqual({ caller: null, accessToken: null, clientAddress: ADDRESS });
    expect(counted).toEqual([]);
  });

  it("names the caller of a good token, in the summary too", async () => {
    const token = signer.sign();
    const { run, summary } = identify(token, async () => key);
    expect(await run()).toMatchObject({ caller: { id: "somebody" }, accessToken: token });
    expect(summary).toEqual({ callerId: "somebody" });
  });

  it("answers 401 for another token, and counts it for its address", async () => {
    const { run, counted } = identify(signer.sign({ claims: { iss: "another" } }), async () => key);
    expect(await readRefusal(run)).toEqual(["UNAUTHENTICATED", 401]);
    expect(counted).toEqual([[null, ADDRESS]]);
  });

  it("answers 503 while there are no keys", async () => {
    const { run } = identify(signer.sign(), () => Promise.reject(new KeysUnavailableError("none yet")));
    expect(await readRefusal(run)).toEqual(["SERVICE_UNAVAILABLE", 503]);
  });
});

describe("admit", () => {
  const { requestLimits } = readRouterConfig({ NODE_ENV: "development" });
  const trusted = {
    find: (id: string) => (id === "known" ? "{ known }" : undefined),
    has: (document: string) => document === "{ known }",
    isExclusive: true,
  };
  const context = {
    caller: null,
    clientAddress: ADDRESS,
    deadline: { isCancelled: false, remainingMs: () => 10_000 },
  };
  const admitWith = (documents: typeof trusted | null) => {
    const admit = createAdmission(requestLimits.document, documents, createPlanningTurns(), null);
    return (parameters: Parameters<typeof admit>[0]) => admit(parameters, context);
  };

  it("gives a new document a turn, and none to one that is known", async () => {
    const admit = admitWith(null);
    const turn = await admit({ query: "{ book }" });
    turn?.endKnown();
    expect(turn).not.toBeNull();
    expect(admit({ query: "{ book }" })).toBeNull();
  });

  it("answers 400 for a document beyond the limits, for each that comes", async () => {
    const admit = admitWith(null);
    const query = `{ ${"a: __typename ".repeat(300)} }`;
    expect(await readRefusal(() => admit({ query }))).toEqual(["OPERATION_TOO_LARGE", 400]);
    expect(await readRefusal(() => admit({ query }))).toEqual(["OPERATION_TOO_LARGE", 400]);
  });

  it("answers 400 for a hash that is not the document's", async () => {
    const sha256Hash = createHash("sha256").update("{ other }").digest("hex");
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    expect(await readRefusal(() => admitWith(null)({ query: "{ book }", extensions }))).toEqual(["BAD_REQUEST", 400]);
  });

  it("answers 400 for what is not in an exclusive manifest", async () => {
    const admit = admitWith(trusted);
    expect(await readRefusal(() => admit({ query: "{ other }" }))).toEqual(["QUERY_NOT_IN_SAFELIST", 400]);
    const turn = await admit({ query: "{ known }" });
    turn?.end();
    expect(turn).not.toBeNull();
  });
});

describe("authorize", () => {
  const result = { errors: [new GraphQLError("refused")] };

  it.each([
    ["UNAUTHENTICATED" as const, 401, "Bearer"],
    ["FORBIDDEN" as const, 403, undefined],
    [null, undefined, undefined],
  ])("refuses the whole for %s with the status %s", (refusal, status, challenge) => {
    const http: { status?: number; readonly headers: Headers } = { headers: new Headers() };
    expect(refuseOperation({ http }, { kind: "refused", result, refusal })).toBe(result);
    expect(http.status).toBe(status);
    expect(http.headers.get("www-authenticate")).toBe(challenge ?? null);
  });
});

describe("respond", () => {
  const allowed = { kind: "allowed" } as const;
  const context = { reply: { header: () => undefined as never }, caller: null };
  const errors = [{ message: "no", path: ["a"], extensions: { code: "FORBIDDEN" } }];

  it("has no data when nothing was executed, and null where null is the data", () => {
    expect(writeResponse({ data: null, errors: [] }, allowed, context)).toEqual({});
    expect(writeResponse({ data: "null", errors: [] }, allowed, context)).toEqual({ data: null });
  });

  it("keeps the path and the code of each error", () => {
    const response = writeResponse({ data: '{"a":null}', errors }, allowed, context);
    expect({ ...response.data }).toEqual({ a: null });
    expect(response.errors?.map((error) => error.toJSON())).toEqual(errors);
  });

  it("completes what was executed in part", () => {
    const complete = ({ data }: { readonly data?: object | null }) => ({ data: { ...data, rest: null } });
    const part = { kind: "filtered", variant: "v", complete } as never;
    expect({ ...writeResponse({ data: '{"a":1}', errors: [] }, part, context).data }).toEqual({
      a: 1,
      rest: null,
    });
  });

  it("explains only what is to be explained", () => {
    const plan = { kind: "QueryPlan", node: null, milliseconds: 1, planningMilliseconds: 1 } as const;
    expect(explain({ data: null }, null)).toEqual({ data: null });
    expect(explain({ data: null }, { build: () => plan })).toEqual({
      data: null,
      extensions: { queryPlan: plan },
    });
  });
});
