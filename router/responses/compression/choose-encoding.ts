import type { IncomingHttpHeaders } from "node:http";
import { Negotiator } from "negotiator";

/** A content coding that answers are compressed with (RFC 9110 §8.4.1). */
export type ContentCoding = "br" | "gzip";

/** What a client wants of an answer. */
export interface EncodingChoice {
  /** Null: the answer as it is. */
  readonly coding: ContentCoding | null;
  /** Whether it accepts the answer as it is, too. */
  readonly acceptsPlain: boolean;
}

/** Best first where a client likes them equally. */
const OFFERED = ["br", "gzip", "x-gzip"];

/** No client names so many encodings, and a list of thousands takes long to weigh. */
const LONGEST_HEADER = 500;

const PLAIN: EncodingChoice = { coding: null, acceptsPlain: true };

/**
 * What the `Accept-Encoding` of a request asks for (RFC 9110 §12.5.3). A client that accepts nothing we have, not even
 * the answer as it is, gets that.
 */
export function chooseEncoding(headers: IncomingHttpHeaders): EncodingChoice {
  const { length } = headers["accept-encoding"] ?? "";
  if (length === 0 || length > LONGEST_HEADER) return PLAIN;
  const accepted = new Negotiator({ headers }).encodings([...OFFERED, "identity"], { preferred: OFFERED });
  const [best = "identity"] = accepted;
  if (best === "identity") return PLAIN;
  return { coding: best === "br" ? "br" : "gzip", acceptsPlain: accepted.includes("identity") };
}
