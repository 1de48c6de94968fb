import { context as activeContext, propagation, trace } from "@opentelemetry/api";
import { withoutCredentials } from "../../../packages/server/http/url-credentials.ts";
import type { SignRequest } from "../../../packages/server/router-auth/sign-request.ts";
import { createHeaderBuilder, pairHeaders } from "../forwarded-headers.ts";
import { SubgraphFailure } from "../subgraph-failure.ts";
import { createEventStreams, EVENT_STREAM_MEDIA } from "./event-stream.ts";
import { openResumedStream, type StreamSource } from "./resumed-stream.ts";
import { createSocketStreams } from "./socket-stream.ts";
import { MAXIMUM_SILENCE_MS, type StreamPlace } from "./stream-connection.ts";
import { chooseStreamUrl, type StreamSettings } from "./stream-settings.ts";
import type { Upstream, UpstreamContext, UpstreamHooks, UpstreamListener, UpstreamOperation } from "./upstream.ts";

/** What streams from one subgraph need. */
export interface UpstreamOptions extends Omit<StreamPlace, "silenceMs"> {
  /** The URL of its other requests is `url`. */
  readonly settings: StreamSettings;
  readonly signRequest: SignRequest;
  /** Whether the subgraph is asked now; while it is not, its streams count as lost. */
  readonly mayAsk: () => boolean;
  readonly silenceMs?: number;
}

/** Makes what opens streams from one subgraph, and opens them again when they are lost. */
export function createUpstreams(options: UpstreamOptions) {
  const { subgraph, settings, openingMs, mayAsk, silenceMs = MAXIMUM_SILENCE_MS } = options;
  const url = chooseStreamUrl(settings, options.url);
  const place = { subgraph, url: withoutCredentials(url), tls: options.tls, openingMs, silenceMs };
  const isSocket = settings.protocol === "graphql-transport-ws";
  const connect = isSocket ? createSocketStreams(place) : createEventStreams(place);
  const form = isSocket
    ? ({ method: "GET", media: [] } as const)
    : ({ method: "POST", media: EVENT_STREAM_MEDIA } as const);
  const buildHeaders = createHeaderBuilder(url, options.signRequest, form);
  const streams = new Set<ReturnType<typeof openResumedStream>>();

  function findSource(
    { body, parse = JSON.parse, cursor = null }: UpstreamOperation,
    context: UpstreamContext,
  ): Omit<StreamSource, "noteEnd"> {
    const traceHeaders = listTraceHeaders(context);
    return {
      subgraph,
      openingMs,
      mayAsk,
      cursor,
      connect(forwarded, after, listener) {
        const { accessToken } = context;
        const authorization = accessToken === null ? {} : { authorization: `Bearer ${accessToken}` };
        // Each attempt is signed anew: a signature ages. The upgrade to a socket has no body.
        const headers = buildHeaders(isSocket ? "" : body, context);
        headers.push(...traceHeaders, ...forwarded);
        if (after !== null) headers.push("last-event-id", after);
        return connect(
          { headers, body, parse, connectionParams: { ...authorization, ...pairHeaders(forwarded) } },
          listener,
        );
      },
    };
  }

  return {
    /** Opens a stream. `listener` is called later, never before this returns. */
    open(
      operation: UpstreamOperation,
      context: UpstreamContext,
      listener: UpstreamListener,
      hooks: UpstreamHooks | null = null,
    ): Upstream {
      const source = { ...findSource(operation, context), noteEnd: () => streams.delete(stream) };
      const stream = openResumedStream(source, context, listener, hooks);
      streams.add(stream);
      return stream;
    },
    /** Ends all. */
    close(): void {
      const failure = new SubgraphFailure("not asked", subgraph, new Error("its streams are closed"));
      for (const stream of streams) stream.fail(failure);
    },
  };
}

function listTraceHeaders({ traceContext = [] }: UpstreamContext): readonly string[] {
  if (trace.getActiveSpan() === undefined) return traceContext;
  const headers: Record<string, string> = {};
  propagation.inject(activeContext.active(), headers);
  return Object.entries(headers).flat();
}
