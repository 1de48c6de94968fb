import { type GraphQLFormattedError, getOperationAST, parse } from "graphql";
import type { SubgraphResponse } from "../../../packages/engine/subgraph-transport.ts";
import type { Caller, MaybeCaller } from "../../../packages/identity/caller.ts";
import { toPublicError } from "../../../packages/server/errors/mask-errors.ts";
import type { Delivery, ResultSink, StopReason } from "../../../packages/server/streams/result-stream.ts";
import { createOperationCounts } from "../../../router/graph/busiest-operations.ts";
import { createServedGraph, type ServedGraph } from "../../../router/graph/served-graph.ts";
import { createPlanningTurns } from "../../../router/limits/planning-turns.ts";
import type { ResolvedOperation } from "../../../router/request/resolved-operation.ts";
import { openUpstream } from "../../../router/subscriptions/open-upstream.ts";
import { createSubscriptions } from "../../../router/subscriptions/subscriptions.ts";
import type { UpstreamEnd, UpstreamListener } from "../../../router/transport/streams/upstream.ts";
import type { FetchContext } from "../../../router/transport/subgraph-client.ts";
import type { SubgraphClients } from "../../../router/transport/subgraph-clients.ts";
import { composeForTest } from "../../support/supergraph-file.ts";

/** A stream of events that the router has opened, in the hands of the test. */
export interface FakeUpstream {
  readonly subgraph: string;
  readonly query: string;
  readonly cursor: string | null;
  readonly accessToken: string | null;
  isClosed: boolean;
  isPaused: boolean;
  open(startsEarlier?: boolean): void;
  send(answer: Partial<SubgraphResponse>, cursor?: string): void;
  end(end: UpstreamEnd): void;
}

/** A client that subscribes. */
export interface FakeClient {
  readonly results: { readonly data?: unknown; readonly errors?: readonly GraphQLFormattedError[] }[];
  /** Absent while the stream goes on; null: it was completed. */
  ended?: string | null;
  errors: readonly GraphQLFormattedError[];
  stop(reason?: StopReason): void;
  renewToken(token: string): void;
}

/** A subscription that a client asks for. */
export interface Asked {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly caller?: MaybeCaller;
  readonly token?: string | null;
  readonly address?: string;
  readonly forwardedKey?: string;
  readonly isExplained?: boolean;
}

type Answer = (subgraph: string, body: string, context: FetchContext) => Promise<SubgraphResponse>;

interface LiveOptions {
  readonly limits?: Partial<Parameters<typeof createSubscriptions>[0]["limits"]>;
  readonly operationTimeoutMs?: number;
  readonly drainMs?: number;
  /** What subgraphs answer to the fetches for an event. */
  readonly answer?: Answer;
}

export const READER: Caller = { id: "reader", scopes: new Set() };

/** The router's subscriptions over a supergraph, without HTTP on either side. */
export function createLiveGraph(sdls: Readonly<Record<string, string>>, options: LiveOptions = {}) {
  const upstreams: FakeUpstream[] = [];
  const lines: { readonly message: string; readonly [key: string]: unknown }[] = [];
  const write = (fields: object, message: string) => void lines.push({ ...fields, message });
  const log = {
    info: write,
    warn: write,
    error: write,
    debug: write,
  } as unknown as ResolvedOperation["context"]["log"];
  const answer = options.answer ?? (() => Promise.reject(new Error("no answer")));
  const clients = createFakeClients(upstreams, answer);
  const operationCounts = createOperationCounts();
  const documents = new Map<string, ReturnType<typeof parse>>();
  const subscriptions = createSubscriptions({
    limits: { maximum: Infinity, maximumPerCaller: Infinity, maximumMs: Infinity, ...options.limits },
    costLimits: { maximumCost: 100, assumedListSize: 10 },
    operationTimeoutMs: options.operationTimeoutMs ?? 5_000,
    drainMs: options.drainMs ?? 0,
    openUpstream,
  });

  function build(given: Readonly<Record<string, string>>, origin = "http://subgraphs.test"): ServedGraph {
    const named = Object.entries(given).map(([name, sdl]) => ({ name, sdl, url: `${origin}/${name}` }));
    return createServedGraph(composeForTest(named), operationCounts, {
      findSubgraphUrl: () => undefined,
      clients,
      adaptEngine: (engine) => engine,
      planning: createPlanningTurns(),
    });
  }

  let graph = build(sdls);
  void subscriptions.serve(graph);
  let requests = 0;

  function resolve(source: string, asked: Asked, delivery: Delivery): ResolvedOperation {
    const document = documents.get(source) ?? parse(source);
    documents.set(source, document);
    const operation = getOperationAST(document);
    if (!operation) throw new Error("no operation");
    const { caller = null, variables = {}, token = null, address = "192.0.2.1" } = asked;
    requests += 1;
    const context = {
      requestId: `request-${requests}`,
      log,
      summary: {},
      delivery,
      maskErrors: (errors: readonly { toJSON(): GraphQLFormattedError }[]) =>
        errors.map((error) => toPublicError(error.toJSON())),
      caller,
      accessToken: token,
      clientAddress: address,
      forwarded: asked.forwardedKey === undefined ? null : { key: asked.forwardedKey, of: () => [] },
      traceContext: [],
      wantsStatements: false,
      explanation: asked.isExplained === true ? {} : null,
      planningTurn: { end: () => undefined, endKnown: () => undefined },
      deadline: { isCancelled: false, remainingMs: () => 1_000 },
      sent: { bodyText: null, method: "POST", url: "", headers: {} },
      reply: { header: () => undefined },
    } as unknown as ResolvedOperation["context"];
    const operationName = operation.name?.value ?? null;
    return { document, operation, operationName, variables, queryHash: source, http: undefined, caller, context };
  }

  return {
    upstreams,
    lines,
    subscriptions,
    counts: subscriptions.counts,
    /** Subscribes, and starts the stream. @throws the refusal */
    async subscribe(source: string, asked: Asked = {}): Promise<FakeClient> {
      const start = await this.prepare(source, asked);
      return start();
    },
    /** Subscribes. @returns starts the stream */
    async prepare(source: string, asked: Asked = {}): Promise<() => FakeClient> {
      const delivery: Delivery = { takesStream: true, takesParts: false, isSafe: false, stream: null, parts: null };
      const operation = resolve(source, asked, delivery);
      const authorization = graph.authorizer.authorize(operation);
      if (authorization.kind === "refused") throw new Error("refused");
      const result = await subscriptions.open(graph, operation, authorization);
      const { stream } = delivery;
      if (stream === null) throw new Error(JSON.stringify(result));
      return () => {
        const client: FakeClient = { results: [], errors: [], stop: () => undefined, renewToken: () => undefined };
        const sink: ResultSink = {
          next: ({ json }) => void client.results.push(JSON.parse(json)),
          end: (errors = []) => {
            client.ended = errors.length === 0 ? null : String(errors[0]?.extensions?.code);
            client.errors = errors;
          },
        };
        const stop = stream.start(sink);
        client.stop = (reason = "left") => stop(reason);
        client.renewToken = (token) => stream.renewToken?.(token);
        return client;
      };
    },
    /** The graph that is served now. */
    refer: () => new WeakRef(graph),
    /** Serves another supergraph. */
    reload(changed: Readonly<Record<string, string>>, origin?: string): Promise<void> {
      graph = build(changed, origin);
      return subscriptions.serve(graph);
    },
  };
}

function createFakeClients(upstreams: FakeUpstream[], answer: Answer): SubgraphClients {
  const known = new Map<string, object>();
  const require = (addresses: readonly { readonly name: string; readonly url: string }[]) =>
    new Map(
      addresses.map(({ name, url }) => {
        const client = known.get(`${name} ${url}`) ?? {
          name,
          send: ({ body }: { body: string }, context: FetchContext) => answer(name, body, context),
          subscribe(
            { body, cursor = null }: { body: string; cursor?: string | null },
            { accessToken }: { accessToken: string | null },
            listener: UpstreamListener,
          ) {
            const fake = createFakeUpstream(name, body, cursor, accessToken, listener);
            upstreams.push(fake);
            return fake.upstream;
          },
        };
        known.set(`${name} ${url}`, client);
        return [name, client] as const;
      }),
    );
  return { require } as unknown as SubgraphClients;
}

function createFakeUpstream(
  subgraph: string,
  body: string,
  begin: string | null,
  accessToken: string | null,
  listener: UpstreamListener,
) {
  let position = begin;
  const fake = {
    subgraph,
    query: String(JSON.parse(body).query),
    cursor: begin,
    accessToken,
    isClosed: false,
    isPaused: false,
    open: (startsEarlier = false) => listener.opened({ cursor: position, startsEarlier }),
    send(answer: Partial<SubgraphResponse>, cursor?: string) {
      if (fake.isClosed) throw new Error("an event was sent over a closed stream");
      position = cursor ?? position;
      listener.event({ isClean: true, ...answer });
    },
    end(end: UpstreamEnd) {
      fake.isClosed = true;
      listener.ended(end);
    },
    upstream: {
      close: () => {
        fake.isClosed = true;
      },
      pause: () => {
        fake.isPaused = true;
      },
      resume: () => {
        fake.isPaused = false;
      },
      readCursor: () => position,
    },
  };
  return fake;
}

/** A token that ends after so many seconds. */
export function tokenOf(id = "", seconds = 3_600): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${encode({ alg: "none" })}.${encode({ sub: id, exp: Date.now() / 1000 + seconds })}.`;
}
