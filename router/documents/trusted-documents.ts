import * as z from "zod";
import { describeReadFailure, readTextFile } from "../../packages/server/process/read-text-file.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";

/** How documents are treated that are not in the manifest. */
export interface TrustedDocumentsSettings {
  /** `only`: they are refused; `log`: they are executed and logged; `off`: there is no manifest. */
  readonly mode: "only" | "log" | "off";
  readonly manifestPath: string;
}

/** The documents of a persisted-operation manifest. */
export type TrustedDocuments = NonNullable<Awaited<ReturnType<typeof loadTrustedDocuments>>>;

/** As Apollo's `generate-persisted-query-manifest` writes it; an id need not be a hash. */
const manifestSchema = z.object({
  format: z.literal("apollo-persisted-query-manifest"),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
});

/** Loads the manifest; null: the mode is off. @throws StartupError when the manifest cannot be read or is not valid */
export async function loadTrustedDocuments({ mode, manifestPath }: TrustedDocumentsSettings) {
  if (mode === "off") return null;
  const documents = parseManifest(await readManifest(manifestPath), manifestPath);
  const bodies = new Set(documents.values());
  return {
    find: (id: string) => documents.get(id),
    has: (document: string) => bodies.has(document),
    isExclusive: mode === "only",
  };
}

async function readManifest(path: string): Promise<string> {
  try {
    return await readTextFile(path);
  } catch (error) {
    throw new StartupError(
      `the manifest of trusted documents ${path} cannot be read (${describeReadFailure(error)}): write one with "npm run operations:manifest", or set TRUSTED_DOCUMENTS_PATH`,
    );
  }
}

function parseManifest(text: string, path: string): ReadonlyMap<string, string> {
  const { data, error } = manifestSchema.safeParse(parseJson(text, path));
  if (error !== undefined) {
    const [issue] = error.issues;
    throw invalidManifest(path, `${issue?.path.join(".") || "it"}: ${issue?.message}`);
  }
  const documents = new Map<string, string>();
  for (const { id, body } of data.operations) {
    if ((documents.get(id) ?? body) !== body) throw invalidManifest(path, `two operations have the id ${id}`);
    documents.set(id, body);
  }
  return documents;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidManifest(path, "it is not JSON");
  }
}

function invalidManifest(path: string, reason: string): StartupError {
  return new StartupError(`the manifest of trusted documents ${path} is not valid: ${reason}`);
}
