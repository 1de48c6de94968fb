import type { STREAM_PROTOCOLS } from "../../../router/transport/streams/stream-settings.ts";
import type {
  Upstream,
  UpstreamContext,
  UpstreamEnd,
  UpstreamHead,
} from "../../../router/transport/streams/upstream.ts";
import { createUpstreams, type UpstreamOptions } from "../../../router/transport/streams/upstreams.ts";
import { stopAfterTests } from "../../support/started-processes.ts";

/** A stream, and what it has brought so far. */
export interface Followed {
  readonly upstream: Upstream;
  /** The heads it was opened with: one at most. */
  readonly heads: UpstreamHead[];
  /** The data of the events. */
  readonly events: unknown[];
  /** The ends: one at most. */
  readonly ends: UpstreamEnd[];
  /** Resolves with the end. */
  readonly end: Promise<UpstreamEnd>;
}

export interface FollowOptions extends Partial<Omit<UpstreamOptions, "settings">> {
  readonly protocol?: (typeof STREAM_PROTOCOLS)[number];
  readonly context?: Partial<UpstreamContext>;
  readonly query?: string;
  readonly parse?: (text: string) => unknown;
}

const ignore = () => undefined;

/** The request of an anonymous client. */
export const ANONYMOUS_REQUEST: UpstreamContext = {
  log: { debug: ignore, info: ignore, warn: ignore },
  requestId: "request-1",
  accessToken: null,
  caller: null,
  clientAddress: null,
  wantsStatements: false,
  summary: {},
};

/** Follows a subscription at `url`, as the router does. It is closed after the file's tests. */
export function follow(url: string, given: FollowOptions = {}): Followed {
  const { protocol = "sse", context = {}, query = "subscription { ticks }", parse, ...options } = given;
  const upstreams = createUpstreams({
    subgraph: "clock",
    url,
    settings: { protocol, url: undefined },
    signRequest: () => ({}),
    tls: {},
    openingMs: 2_000,
    mayAsk: () => true,
    ...options,
  });
  stopAfterTests(async () => upstreams.close());
  const [heads, events, ends]: [UpstreamHead[], unknown[], UpstreamEnd[]] = [[], [], []];
  let tell: (end: UpstreamEnd) => void = ignore;
  const end = new Promise<UpstreamEnd>((resolve) => {
    tell = resolve;
  });
  const upstream = upstreams.open(
    { body: JSON.stringify({ query }), ...(parse === undefined ? {} : { parse }) },
    { ...ANONYMOUS_REQUEST, ...context },
    {
      opened: (head) => heads.push(head),
      event: ({ data, errors }) => events.push(errors === undefined ? data : { data, errors }),
      ended(reason) {
        ends.push(reason);
        tell(reason);
      },
    },
  );
  return { upstream, heads, events, ends, end };
}

/** What failed, in short: the kind of the failure, or why it is none of the subgraph's. */
export function describeEnd(end: UpstreamEnd): unknown {
  if (end.kind !== "failed") return end.kind;
  return end.failure instanceof Error && "kind" in end.failure ? end.failure.kind : end.failure;
}
