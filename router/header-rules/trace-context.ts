import type { IncomingHttpHeaders } from "node:http";

/** https://www.w3.org/TR/trace-context/#traceparent-header; later versions may say more after it. */
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}(?:-|$)/;
/** The specification asks for 512 characters at the least. */
const MAXIMUM_STATE_LENGTH = 512;

const NONE: readonly string[] = [];

/** The W3C trace context of a request, names and values by turns; none where it has none that is well-formed. */
export function readTraceContext({ traceparent, tracestate }: IncomingHttpHeaders): readonly string[] {
  if (typeof traceparent !== "string" || !TRACEPARENT.test(traceparent) || traceparent.length > 256) return NONE;
  const isStateGood = typeof tracestate === "string" && tracestate.length <= MAXIMUM_STATE_LENGTH;
  return ["traceparent", traceparent, ...(isStateGood ? ["tracestate", tracestate] : [])];
}
