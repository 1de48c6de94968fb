import type { z } from "zod";
import { flag, wholeNumber } from "../../packages/server/process/environment.ts";
import { DEFAULT_MINIMUM_BYTES } from "./compression/compress-answers.ts";

/** Compression, sharing and keeping of answers. All of it is off by default. */
export const responseVariables = {
  COMPRESSION: flag().default(false),
  COMPRESSION_MIN_BYTES: wholeNumber(0, 1_000_000_000).default(DEFAULT_MINIMUM_BYTES),
  DEDUPE_INFLIGHT: flag().default(false),
  RESPONSE_CACHE_BYTES: wholeNumber(0, 1_000_000_000).default(0),
};

/** How answers are compressed, shared and kept. */
export type ResponseSettings = ReturnType<typeof buildResponseSettings>;

/** Builds the settings from the values of `responseVariables`. */
export function buildResponseSettings(values: z.output<z.ZodObject<typeof responseVariables>>) {
  return {
    /** The bytes from which answers are compressed; null: they are sent as they are. */
    compressionMinimumBytes: values.COMPRESSION ? values.COMPRESSION_MIN_BYTES : null,
    /** Whether equal queries of one caller at the same time are executed once. */
    sharesInFlight: values.DEDUPE_INFLIGHT,
    /** How many bytes of answers are kept; 0: none. */
    cacheBytes: values.RESPONSE_CACHE_BYTES,
  };
}
