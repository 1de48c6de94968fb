import { readSubgraphErrors, type SubgraphError } from "../../packages/engine/subgraph-errors.ts";
import type { VerbatimAnswer } from "../../packages/engine/subgraph-transport.ts";
import { isRecord } from "../../packages/server/is-record.ts";
import type { FailureKind } from "./subgraph-failure.ts";

const JSON_MEDIA_TYPES = ["application/json", "application/graphql-response+json"];

/** The statuses by which a proxy says that the subgraph behind it is not there, or an overloaded one that it is. */
const GATEWAY_ERRORS = [502, 503, 504];

/** A GraphQL response (GraphQL specification §7.1), as far as it has been checked. */
export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  /** In place of everything else, where whoever asked could read the answer unparsed. */
  readonly verbatim?: VerbatimAnswer;
  readonly errors?: readonly SubgraphError[];
  readonly extensions?: Record<string, unknown>;
  /** Whether no text in it needs escaping to become JSON again: its JSON held no backslash. */
  readonly isClean: boolean;
}

/** Reads JSON. @throws SyntaxError */
export type ParseJson = (text: string) => unknown;

/** Whether a body of this `content-type` may be a GraphQL response. */
export function isJson(contentType: string | string[] | undefined): boolean {
  if (typeof contentType !== "string") return false;
  const [mediaType = ""] = contentType.split(";", 1);
  return JSON_MEDIA_TYPES.includes(mediaType.trim().toLowerCase());
}

/** What an answer with this status is when no GraphQL response comes with it. */
export function findFailureKind(statusCode: number): FailureKind {
  if (GATEWAY_ERRORS.includes(statusCode)) return "gateway error";
  return statusCode >= 400 && statusCode < 500 ? "refused" : "unusable";
}

/** Null unless `text` is a GraphQL response: an object with data, with errors that say what they are, or with both. */
export function parseAnswer(text: string, parse: ParseJson): SubgraphAnswer | null {
  const value = parseJson(text, parse);
  if (!isRecord(value)) return null;
  const { data, extensions } = value;
  const errors = readSubgraphErrors(value.errors);
  if (!isRecord(data) && !isAnyGraphqlError(value.errors)) return null;
  return {
    data: isRecord(data) ? data : null,
    ...(errors.length === 0 ? {} : { errors: errors.map(withSafeExtensions) }),
    ...(isRecord(extensions) ? { extensions } : {}),
    isClean: !text.includes("\\"),
  };
}

function isAnyGraphqlError(errors: unknown): boolean {
  const listed: readonly unknown[] = Array.isArray(errors) ? errors : [errors];
  return listed.some((error) => isRecord(error) && typeof error.message === "string");
}

// Apollo Server takes the status and headers of the whole response from `extensions.http`: not a subgraph's to set.
// Apollo Gateway looks codes up in a plain object, where "constructor" finds what it cannot handle.
function withSafeExtensions({ extensions, ...error }: SubgraphError): SubgraphError {
  const { http: _http, code, ...others } = extensions;
  const isSafe = typeof code === "string" && !(code in Object.prototype);
  return { ...error, extensions: isSafe ? { ...others, code } : others };
}

function parseJson(text: string, parse: ParseJson): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
