import { resolve } from "node:path";
import * as z from "zod";
import { wholeNumber } from "../../packages/server/process/environment.ts";
import { DEFAULT_CACHE_BYTES } from "./persisted-queries.ts";
import type { TrustedDocumentsSettings } from "./trusted-documents.ts";

/** Which documents the router trusts, and how many it remembers for clients. */
export const documentsVariables = {
  TRUSTED_DOCUMENTS: z.enum(["only", "log"], { error: "must be only or log" }).optional(),
  TRUSTED_DOCUMENTS_PATH: z.string().default("./operations/generated/persisted-query-manifest.json"),
  PERSISTED_QUERY_CACHE_BYTES: wholeNumber(0, 1_000_000_000).default(DEFAULT_CACHE_BYTES),
};

/** Builds the settings from the values of `documentsVariables`. */
export function buildTrustedDocumentsSettings(
  values: z.output<z.ZodObject<typeof documentsVariables>>,
): TrustedDocumentsSettings {
  return {
    mode: values.TRUSTED_DOCUMENTS ?? "off",
    manifestPath: resolve(values.TRUSTED_DOCUMENTS_PATH),
  };
}
