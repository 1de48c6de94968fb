import type { IncomingHttpHeaders } from "node:http";
import type { RequestSummary } from "../../packages/server/http/http-server.ts";
import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";
import { REMAINING_TIME_HEADER } from "../../packages/server/http/remaining-time.ts";
import type { SignRequest } from "../../packages/server/router-auth/sign-request.ts";
import { type AttemptCounts, createAttemptCounter } from "./attempt-counts.ts";
import { type BreakerState, createCircuitBreaker } from "./circuit-breaker.ts";
import { createConnections } from "./connections.ts";
import type { Posting } from "./exchange.ts";
import { ROUTER } from "./places.ts";
import type { SubgraphAnswer } from "./read-answer.ts";
import {
  addHeaders,
  type BuildHeaders,
  createHeaderBuilder,
  type ForwardedIdentity,
  identifyRouter,
} from "./request-headers.ts";
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
  /** Parses any other answer. */
  readonly parse: Posting["parse"];
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
   * Asks what any GraphQL server can answer, even one that is given up; those who ask at once share the answer. A failure
   * is not counted against the subgraph: it may only be starting.
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

/** A request to the subgraph, and where its client is; null when the router asks for itself. */
interface Attempt extends Posting {
  readonly clientAddress: string | null;
}

/** A client of one subgraph. Clients share nothing, so that none fares worse for another's subgraph. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { name, url, limits, signRequest, onBreakerChange } = options;
  const buildHeaders = createHeaderBuilder(url, signRequest);
  const findNetwork = createNetworkFinder();
  const connections = createConnections(name, url, limits, () => breaker.state !== "open");
  const ask = () =>
    connections.post(buildQuestion(buildHeaders, Math.min(CHECK_TIMEOUT_MS, limits.timeoutMs)));
  const breaker = createCircuitBreaker<Attempt>({
    name,
    failures: limits.breakerFailures,
    send: (attempt) => {
      const lack = findLackOfTime(name, attempt.lifetime);
      return lack === null ? connections.post(attempt) : Promise.reject(lack);
    },
    describeSource: ({ caller, clientAddress, body }) => ({
      caller,
      network: findNetwork(clientAddress ?? ""),
      document: readDocument(body),
    }),
    probe: ask,
    onChange: onBreakerChange,
  });
  const budget = createRetryBudget();
  const counter = createAttemptCounter();
  let checking: Promise<unknown> | null = null;

  function allowRetry(): boolean {
    const isAllowed = breaker.state === "closed" && budget.trySpend();
    if (isAllowed) counter.noteRetry();
    return isAllowed;
  }

  return {
    name,
    send({ kind, body, readVerbatim, parse }, context) {
      const { lifetime, clientAddress } = context;
      const { timeoutMs } = limits;
      const caller = context.caller === null ? findNetwork(clientAddress ?? "") : context.caller.id;
      // Signed anew for each attempt: a signature ages.
      const post = async (traceHeaders: TraceHeaders) => {
        const headers = buildHeaders(body, context);
        const remainingMs = Math.min(timeoutMs, lifetime.remainingMs());
        headers.push(REMAINING_TIME_HEADER, String(Math.ceil(remainingMs)));
        addHeaders(headers, traceHeaders);
        const attempt = { caller, clientAddress, headers, body, readVerbatim, parse, timeoutMs, lifetime };
        return counter.watch(breaker.run(attempt));
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
      checking ??= counter.watch(ask()).then(
        () => {
          checking = null;
          breaker.noteAnswer();
        },
        (error) => {
          checking = null;
          throw error;
        },
      );
      return checking;
    },
    readState: () => ({ breaker: breaker.state, ...connections.count(), ...counter.counts }),
    async close() {
      breaker.stop();
      await connections.close();
    },
  };
}

/** The fetches of one operation come one after another, so that remembering one address is enough. */
function createNetworkFinder(): (address: string) => string {
  let lastAddress = "";
  let lastNetwork = "";
  return (address) => {
    if (address === lastAddress) return lastNetwork;
    lastAddress = address;
    lastNetwork = findNetworkPrefix(address);
    return lastNetwork;
  };
}

/** The operation without its variables. Within the JSON of its text, each quote has a backslash before it. */
function readDocument(body: string): string {
  const end = body.indexOf(',"variables":{');
  return end < 0 ? body : body.slice(0, end);
}

/** Do not send if the client left or the deadline passed. */
function findLackOfTime(name: string, lifetime: RequestLifetime): SubgraphFailure | null {
  if (lifetime.isCancelled) return new SubgraphFailure("cancelled", name, new Error("the client went away"));
  if (lifetime.remainingMs() > 0) return null;
  return new SubgraphFailure("out of time", name, new Error("the request's time was up before it was asked"));
}

function buildQuestion(buildHeaders: BuildHeaders, timeoutMs: number): Posting {
  return {
    caller: ROUTER,
    headers: buildHeaders(QUESTION, identifyRouter()),
    body: QUESTION,
    readVerbatim: null,
    parse: JSON.parse,
    timeoutMs,
    lifetime: createLifetime(timeoutMs),
  };
}
