import type { z } from "zod";
import { flag, wholeNumber } from "../../packages/server/process/environment.ts";

/** The variables of what becomes of an answer beside sending it. All of it is off by default. */
export const responseVariables = {
  COMPRESSION: flag().default(false),
  COMPRESSION_MIN_BYTES: wholeNumber(0, 1_000_000_000).default(1_024),
  DEDUPE_INFLIGHT: flag().default(false),
  RESPONSE_CACHE_BYTES: wholeNumber(0, 1_000_000_000).default(0),
};

/** What becomes of answers. */
export interface ResponseSettings {
  /** Null: answers are sent as they are. */
  readonly compression: CompressionSettings | null;
  /** Whether equal queries of one caller that are under way at once are executed once. */
  readonly sharesInFlight: boolean;
  /** What the answers that are kept may take; 0: none is. */
  readonly cacheBytes: number;
}

/** Which answers are compressed. */
export interface CompressionSettings {
  /** Shorter answers are not worth it. */
  readonly minimumBytes: number;
}

type ResponseValues = z.output<z.ZodObject<typeof responseVariables>>;

/** Reads the settings out of the values of `responseVariables`. */
export function buildResponseSettings(values: ResponseValues): ResponseSettings {
  return {
    compression: values.COMPRESSION ? { minimumBytes: values.COMPRESSION_MIN_BYTES } : null,
    sharesInFlight: values.DEDUPE_INFLIGHT,
    cacheBytes: values.RESPONSE_CACHE_BYTES,
  };
}
