import type { z } from "zod";
import { flag, wholeNumber } from "../../packages/server/process/environment.ts";
import { type CompressionSettings, DEFAULT_MINIMUM_BYTES } from "./compression/compress-answers.ts";

/** Compression, sharing and keeping of answers. All of it is off by default. */
export const responseVariables = {
  COMPRESSION: flag().default(false),
  COMPRESSION_MIN_BYTES: wholeNumber(0, 1_000_000_000).default(DEFAULT_MINIMUM_BYTES),
  DEDUPE_INFLIGHT: flag().default(false),
  RESPONSE_CACHE_BYTES: wholeNumber(0, 1_000_000_000).default(0),
};

/** How answers are compressed, shared and kept. */
export interface ResponseSettings {
  /** Null: answers are sent as they are. */
  readonly compression: CompressionSettings | null;
  /** Whether equal queries of one caller at the same time are executed once. */
  readonly sharesInFlight: boolean;
  /** How many bytes of answers are kept; 0: none. */
  readonly cacheBytes: number;
}

type ResponseValues = z.output<z.ZodObject<typeof responseVariables>>;

/** Builds the settings from the values of `responseVariables`. */
export function buildResponseSettings(values: ResponseValues): ResponseSettings {
  return {
    compression: values.COMPRESSION ? { minimumBytes: values.COMPRESSION_MIN_BYTES } : null,
    sharesInFlight: values.DEDUPE_INFLIGHT,
    cacheBytes: values.RESPONSE_CACHE_BYTES,
  };
}
