import { createHash } from "node:crypto";
import type { Answer } from "../support/graphql-client.ts";
import { type RawRequest, sendRaw } from "../support/raw-request.ts";

/** A request in the way of Apollo's persisted queries; what is absent is not sent. */
export interface PersistedQueryRequest {
  readonly id?: unknown;
  readonly version?: unknown;
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly method?: "GET" | "POST";
}

/** The hash by which clients name a document. */
export function hashDocument(document: string): string {
  return createHash("sha256").update(document).digest("hex");
}

/** Sends the request to the process at `url`. */
export async function sendPersistedQuery(
  url: string,
  { id, version = 1, query, variables, method = "POST" }: PersistedQueryRequest,
): Promise<Pick<Answer<unknown>, "status" | "data" | "codes">> {
  const extensions = id === undefined ? undefined : { persistedQuery: { version, sha256Hash: id } };
  const parameters = { query, variables, extensions };
  const { status, body } = await sendRaw(url, method === "GET" ? buildGet(parameters) : buildPost(parameters));
  const { data, errors } = JSON.parse(body) as Pick<Answer<unknown>, "data" | "errors">;
  return { status, data, codes: (errors ?? []).map(({ extensions: { code } }) => code) };
}

function buildPost(parameters: object): RawRequest {
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(parameters) };
}

function buildGet(parameters: Readonly<Record<string, unknown>>): RawRequest {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) search.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  return { method: "GET", path: `/graphql?${search}`, headers: { "apollo-require-preflight": "1" } };
}
