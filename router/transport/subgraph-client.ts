import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { MaybeCaller } from "../../identity/caller.ts";
import { CLIENT_ADDRESS_HEADER } from "../../service/client-address.ts";
import { STATEMENTS_HEADER } from "../../service/executed-statements.ts";
import type { RequestSummary } from "../../service/http-server.ts";
import { REMAINING_TIME_HEADER } from "../../service/remaining-time.ts";
import type { SignRequest } from "../../service/router-auth/sign-request.ts";
import { type AttemptCounts, createAttemptCounter } from "./attempt-counts.ts";
import { type BreakerState, createCircuitBreaker } from "./circuit-breaker.ts";
import { createConnections, type Posting } from "./connections.ts";
import type { ReceivedAnswer } from "./exchange.ts";
import type { SubgraphAnswer } from "./read-answer.ts";
import { createLifetime, type RequestLifetime } from "./request-lifetime.ts";
import { runWithRetries } from "./retries.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";
import { type TraceHeaders, traceFetch } from "./trace-fetch.ts";
import type { SubgraphLimits } from "./variables.ts";
import { watchFetch } from "./watch-fetch.ts";

/** What any GraphQL server can answer, and how long it may take to. */
const QUESTION = JSON.stringify({ query: "{ __typename }" });
const CHECK_TIMEOUT_MS = 1_000;

/** An operation for a subgraph. */
export interface SubgraphOperation {
  /** A mutation is sent once, whatever happens. */
  readonly kind: "query" | "mutation";
  /** A GraphQL-over-HTTP request in JSON. */
  readonly body: string;
  /** Finds the data in the text of an answer that need not be parsed; null: it always need be. */
  readonly readVerbatim: Posting["readVerbatim"];
}

/** What travels to a subgraph beside the operation: named here, and nothing else that the client sent. */
export interface ForwardedIdentity {
  readonly requestId: string;
  readonly accessToken: string | null;
  /** Whom the access token names. */
  readonly caller: MaybeCaller;
  /** The IP address the client connects from, for limits by address; null when the router asks for itself. */
  readonly clientAddress: string | null;
  /** Whether the subgraph shall tell its SQL statements too, which it does in development only. */
  readonly wantsStatements: boolean;
}

/** The client request that an operation is for. */
export interface FetchContext extends ForwardedIdentity {
  readonly lifetime: RequestLifetime;
  /** Where it is noted what asking has taken. */
  readonly summary: Pick<RequestSummary, "subgraphs">;
  /** Told of the headers that an answer comes with. */
  readonly noteHeaders?: ((headers: IncomingHttpHeaders) => void) | undefined;
}

/** How a subgraph fares. */
export interface SubgraphClientState extends AttemptCounts {
  readonly breaker: BreakerState;
  /** Requests that hold a connection, and requests that wait for one. */
  readonly inFlight: number;
  readonly queued: number;
}

/** Sends operations to one subgraph over its own pool of kept connections. */
export interface SubgraphClient {
  /** The subgraph's name. */
  readonly name: string;
  /** @throws SubgraphFailure when there is no GraphQL answer, at the latest when the client request's time is up */
  send(operation: SubgraphOperation, context: FetchContext): Promise<SubgraphAnswer>;
  /**
   * Asks what any GraphQL server can answer, even one that is given up; those who ask at once share the answer.
   * @throws SubgraphFailure within a second
   */
  check(): Promise<unknown>;
  readState(): SubgraphClientState;
  /** Waits for what is in flight. */
  close(): Promise<void>;
}

/** What a client is made of. */
export interface SubgraphClientOptions {
  readonly name: string;
  readonly url: string;
  readonly limits: SubgraphLimits;
  readonly signRequest: SignRequest;
  /** Called when the subgraph is given up, answers again, and is served again; `failure` is what gave it up. */
  readonly onBreakerChange: (state: BreakerState, failure: unknown) => void;
}

/** A client of one subgraph. Clients share nothing, so that none fares worse for another's subgraph. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { name, url, limits, signRequest, onBreakerChange } = options;
  const { pathname, search } = new URL(url);
  const target = pathname + search;
  const connections = createConnections(name, url, limits, () => breaker.state !== "open");
  const ask = () =>
    connections.post(buildQuestion(buildHeaders, Math.min(CHECK_TIMEOUT_MS, limits.timeoutMs)));
  const breaker = createCircuitBreaker({
    name,
    failures: limits.breakerFailures,
    probe: ask,
    onChange: onBreakerChange,
  });
  const budget = createRetryBudget();
  const counter = createAttemptCounter();
  let checking: Promise<unknown> | null = null;

  function buildHeaders(body: string, forwarded: ForwardedIdentity): string[] {
    const callerId = forwarded.caller === null ? null : forwarded.caller.id;
    const { clientAddress } = forwarded;
    const headers = listForwardedHeaders(forwarded);
    addHeaders(headers, signRequest({ method: "POST", target, body, callerId, clientAddress }));
    return headers;
  }

  function attempt(posting: Posting): Promise<ReceivedAnswer> {
    const lack = findLackOfTime(name, posting.lifetime);
    if (lack !== null) return Promise.reject(lack);
    return counter.watch(breaker.run(() => connections.post(posting)));
  }

  function allowRetry(): boolean {
    const isAllowed = breaker.state === "closed" && budget.trySpend();
    if (isAllowed) counter.noteRetry();
    return isAllowed;
  }

  return {
    name,
    send({ kind, body, readVerbatim }, context) {
      const { lifetime } = context;
      // Signed anew for each attempt: a signature ages.
      const post = async (traceHeaders: TraceHeaders) => {
        const headers = buildHeaders(body, context);
        const remainingMs = Math.min(limits.timeoutMs, lifetime.remainingMs());
        headers.push(REMAINING_TIME_HEADER, String(Math.ceil(remainingMs)));
        addHeaders(headers, traceHeaders);
        return attempt({ headers, body, readVerbatim, timeoutMs: limits.timeoutMs, lifetime });
      };
      budget.noteRequest();
      const retries = kind === "mutation" ? 0 : limits.retries;
      const run = (traceHeaders: TraceHeaders) =>
        runWithRetries(() => post(traceHeaders), { retries, lifetime, allowRetry });
      return watchFetch(name, context.summary, () => traceFetch(name, kind, run)).then(
        ({ answer, headers }) => {
          context.noteHeaders?.(headers);
          return answer;
        },
      );
    },
    check() {
      checking ??= counter.watch(breaker.state === "closed" ? breaker.run(ask) : ask()).finally(() => {
        checking = null;
      });
      return checking;
    },
    readState: () => ({ breaker: breaker.state, ...connections.count(), ...counter.counts }),
    async close() {
      breaker.stop();
      await connections.close();
    },
  };
}

/** Nothing is begun that nobody waits for. */
function findLackOfTime(name: string, lifetime: RequestLifetime): SubgraphFailure | null {
  if (lifetime.isCancelled) return new SubgraphFailure("cancelled", name, new Error("the client went away"));
  if (lifetime.remainingMs() > 0) return null;
  return new SubgraphFailure("out of time", name, new Error("the request's time was up before it was asked"));
}

function buildQuestion(
  buildHeaders: (body: string, forwarded: ForwardedIdentity) => string[],
  timeoutMs: number,
): Posting {
  const identity = {
    requestId: randomUUID(),
    accessToken: null,
    caller: null,
    clientAddress: null,
    wantsStatements: false,
  };
  return {
    headers: buildHeaders(QUESTION, identity),
    body: QUESTION,
    readVerbatim: null,
    timeoutMs,
    lifetime: createLifetime(timeoutMs),
  };
}

function listForwardedHeaders(forwarded: ForwardedIdentity): string[] {
  const { requestId, accessToken, clientAddress, wantsStatements } = forwarded;
  const headers = [
    "content-type",
    "application/json",
    "accept",
    "application/json",
    "x-request-id",
    requestId,
  ];
  if (accessToken !== null) headers.push("authorization", `Bearer ${accessToken}`);
  if (clientAddress !== null) headers.push(CLIENT_ADDRESS_HEADER, clientAddress);
  if (wantsStatements) headers.push(STATEMENTS_HEADER, "1");
  return headers;
}

function addHeaders(headers: string[], added: Readonly<Record<string, string>>): void {
  for (const name in added) headers.push(name, added[name] ?? "");
}
