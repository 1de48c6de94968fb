import type { IncomingHttpHeaders } from "node:http";
import { nameCaller } from "../../packages/identity/request-owner.ts";
import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";
import { REMAINING_TIME_HEADER } from "../../packages/server/http/remaining-time.ts";
import type { RequestSummary } from "../../packages/server/http/request-log.ts";
import type { SignRequest } from "../../packages/server/router-auth/sign-request.ts";
import type { ForwardedHeaders } from "../header-rules/forward-headers.ts";
import { createAttemptCounter } from "./attempt-counts.ts";
import { type BreakerState, createCircuitBreaker } from "./circuit-breaker.ts";
import { createConnections, type TlsSettings } from "./connections.ts";
import { readDocument } from "./failure-source.ts";
import { addHeaders, createHeaderBuilder, type ForwardedIdentity } from "./forwarded-headers.ts";
import type { Posting } from "./http-exchange.ts";
import { findReasonNotToSend, type OperationDeadline } from "./operation-deadline.ts";
import { buildQuestion } from "./probe.ts";
import type { AnswerReaders, SubgraphAnswer } from "./read-answer.ts";
import { runWithRetries } from "./retries.ts";
import { createRetryBudget } from "./retry-budget.ts";
import type { StreamSettings } from "./streams/stream-settings.ts";
import { createUpstreams } from "./streams/upstreams.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";
import { type TraceHeaders, traceFetch } from "./trace-fetch.ts";
import type { SubgraphLimits } from "./variables.ts";
import { watchFetch } from "./watch-fetch.ts";

/** An operation for a subgraph. */
export interface SubgraphOperation extends AnswerReaders {
  readonly kind: "query" | "mutation";
  /** A GraphQL-over-HTTP request in JSON. */
  readonly body: string;
}

/** The client request that an operation is for. */
export interface FetchContext extends ForwardedIdentity {
  readonly deadline: OperationDeadline;
  /** Gets the number and the time of the fetches. */
  readonly summary: Pick<RequestSummary, "subgraphs">;
  /** Called with the headers of each answer, and the subgraph's name. */
  readonly noteHeaders?: ((headers: IncomingHttpHeaders, subgraph: string) => void) | undefined;
  /** What header rules forward. */
  readonly forwarded?: Pick<ForwardedHeaders, "of"> | null;
  /** The client's W3C trace context, names and values by turns; sent on if the router makes no spans itself. */
  readonly traceContext?: readonly string[];
}

/** Sends operations to one subgraph over its own pool of kept connections. */
export type SubgraphClient = ReturnType<typeof createSubgraphClient>;

/** What a client needs. */
export interface SubgraphClientOptions {
  readonly name: string;
  readonly url: string;
  readonly limits: SubgraphLimits;
  readonly signRequest: SignRequest;
  readonly tls?: TlsSettings | undefined;
  /** How it is asked for streams of events; by default as Server-Sent Events at `url`. */
  readonly streams?: StreamSettings;
  /** Called at each change of the breaker; `failure` is the last that it counted. */
  readonly onBreakerChange: (state: BreakerState, failure: unknown) => void;
}

interface Attempt extends Posting {
  readonly clientAddress: string | null;
}

/** Makes the client of one subgraph. Clients share nothing, so that one failing subgraph does not harm another. */
export function createSubgraphClient(options: SubgraphClientOptions) {
  const { name, url, limits, signRequest, onBreakerChange } = options;
  const buildHeaders = createHeaderBuilder(url, signRequest);
  const connections = createConnections(name, url, limits, options.tls ?? {}, () => breaker.state !== "open");
  const ask = () => connections.post(buildQuestion(buildHeaders, limits.timeoutMs));
  const breaker = createCircuitBreaker<Attempt>({
    name,
    failures: limits.breakerFailures,
    send: (attempt) => {
      const reason = findReasonNotToSend(name, attempt.deadline);
      return reason === null ? connections.post(attempt) : Promise.reject(reason);
    },
    describeSource: ({ caller, clientAddress, body }) => ({
      caller,
      network: findNetworkPrefix(clientAddress ?? ""),
      document: readDocument(body),
    }),
    probe: ask,
    onChange: onBreakerChange,
  });
  const upstreams = createUpstreams({
    subgraph: name,
    url,
    settings: options.streams ?? { protocol: "sse", url: undefined },
    signRequest,
    tls: options.tls ?? {},
    openingMs: limits.timeoutMs,
    mayAsk: () => breaker.state !== "open",
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
    /** @throws SubgraphFailure when there is no GraphQL answer, at the client request's deadline at the latest */
    send(operation: SubgraphOperation, context: FetchContext): Promise<SubgraphAnswer> {
      const { kind, body, readVerbatim, parse } = operation;
      const { deadline, clientAddress } = context;
      const { timeoutMs, retries } = limits;
      const caller = context.caller === null ? findNetworkPrefix(clientAddress ?? "") : nameCaller(context.caller);
      // Each attempt is signed anew: a signature ages.
      const post = (traceHeaders: TraceHeaders | null) => {
        const headers = buildHeaders(body, context);
        const remainingMs = Math.min(timeoutMs, deadline.remainingMs());
        headers.push(REMAINING_TIME_HEADER, String(Math.ceil(remainingMs)));
        if (traceHeaders === null) headers.push(...(context.traceContext ?? []));
        else addHeaders(headers, traceHeaders);
        if (context.forwarded) headers.push(...context.forwarded.of(name));
        const attempt = { caller, clientAddress, headers, body, readVerbatim, parse, timeoutMs, deadline };
        return counter.watch(breaker.run(attempt));
      };
      budget.noteRequest();
      const run = (traceHeaders: TraceHeaders | null) =>
        runWithRetries(() => post(traceHeaders), { kind, retries, deadline, allowRetry });
      const note = watchFetch(name, context.summary);
      return traceFetch(name, kind, run).then(
        ({ answer, headers }) => {
          note("answered");
          context.noteHeaders?.(headers, name);
          return answer;
        },
        (error) => {
          note(error instanceof SubgraphFailure ? error.kind : "defect");
          throw error;
        },
      );
    },
    /** Opens a stream of events, and opens it again when it is lost. */
    subscribe: upstreams.open,
    /**
     * Asks the router's own question, even while the breaker is open. Calls at the same time share the answer. A failure
     * does not count against the subgraph, which may only be starting.
     * @throws SubgraphFailure within a second
     */
    check(): Promise<unknown> {
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
    /** The state of the subgraph, as its client sees it. */
    readState: () => ({ breaker: breaker.state, ...connections.count(), ...counter.counts }),
    /** Ends streams, and waits for what is in flight. */
    async close(): Promise<void> {
      breaker.stop();
      upstreams.close();
      await connections.close();
    },
  };
}
