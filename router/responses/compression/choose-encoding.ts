import type { IncomingHttpHeaders } from "node:http";
import { Negotiator } from "negotiator";

/** A content coding that answers are compressed with (RFC 9110 §8.4.1). */
export type ContentCoding = "br" | "gzip";

/** The encoding of an answer, as its client accepts it. */
export interface EncodingChoice {
  /** Null: the answer is sent as it is. */
  readonly coding: ContentCoding | null;
  /** Whether it accepts the answer as it is, too. */
  readonly acceptsPlain: boolean;
}

/** The best first, for clients that accept them equally. */
const OFFERED = ["br", "gzip", "x-gzip"];

/** No client names so many encodings. To weigh thousands takes long. */
const MAXIMUM_HEADER_LENGTH = 500;

const PLAIN: EncodingChoice = { coding: null, acceptsPlain: true };

/** The encoding that `Accept-Encoding` asks for (RFC 9110 §12.5.3); plain if the client accepts none that we have. */
export function chooseEncoding(headers: IncomingHttpHeaders): EncodingChoice {
  const { length } = headers["accept-encoding"] ?? "";
  if (length === 0 || length > MAXIMUM_HEADER_LENGTH) return PLAIN;
  const accepted = new Negotiator({ headers }).encodings([...OFFERED, "identity"], { preferred: OFFERED });
  const [best = "identity"] = accepted;
  if (best === "identity") return PLAIN;
  return { coding: best === "br" ? "br" : "gzip", acceptsPlain: accepted.includes("identity") };
}
