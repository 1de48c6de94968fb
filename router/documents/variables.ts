import { resolve } from "node:path";
import * as z from "zod";

/** The variables that say which documents the router trusts. */
export const trustedDocumentsVariables = {
  TRUSTED_DOCUMENTS: z.enum(["only", "log"], { error: "must be only or log" }).optional(),
  TRUSTED_DOCUMENTS_PATH: z.string().default("./operations/generated/persisted-query-manifest.json"),
};

/** What becomes of documents that are not in the manifest. */
export interface TrustedDocumentsSettings {
  /** `only`: refused; `log`: executed, and named in the log; `off`: there is no manifest. */
  readonly mode: "only" | "log" | "off";
  readonly manifestPath: string;
}

/** Reads the settings out of the values of `trustedDocumentsVariables`. */
export function buildTrustedDocumentsSettings(
  values: z.output<z.ZodObject<typeof trustedDocumentsVariables>>,
): TrustedDocumentsSettings {
  return {
    mode: values.TRUSTED_DOCUMENTS ?? "off",
    manifestPath: resolve(values.TRUSTED_DOCUMENTS_PATH),
  };
}
