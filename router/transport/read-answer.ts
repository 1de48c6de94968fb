import { isAscii, isUtf8 } from "node:buffer";
import { readSubgraphErrors, type SubgraphError } from "../../packages/engine/subgraph-errors.ts";
import type { VerbatimAnswer } from "../../packages/engine/subgraph-transport.ts";
import { isRecord } from "../../packages/server/is-record.ts";

const JSON_MEDIA_TYPES = ["application/json", "application/graphql-response+json"];

/** A GraphQL response (GraphQL specification §7.1), as far as it has been checked. */
export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  /** In place of all else, if the answer need not be parsed. */
  readonly verbatim?: VerbatimAnswer;
  readonly errors?: readonly SubgraphError[];
  readonly extensions?: Record<string, unknown>;
  /** Whether no text in it needs escaping to become JSON again: its JSON held no backslash. */
  readonly isClean: boolean;
}

/** How to read the answer. */
export interface AnswerReaders {
  /** Finds the data in the text of an answer that need not be parsed; null: each answer is parsed. */
  readonly readVerbatim: ((answer: string) => string | null) | null;
  /** Parses the JSON of any other answer. @throws SyntaxError */
  readonly parse: (text: string) => unknown;
}

/** Whether a body of this `content-type` may be a GraphQL response. */
export function isJson(contentType: string | string[] | undefined): boolean {
  // Almost every answer has one of these.
  if (contentType === "application/json" || contentType === "application/json; charset=utf-8") return true;
  if (typeof contentType !== "string") return false;
  const [mediaType = ""] = contentType.split(";", 1);
  return JSON_MEDIA_TYPES.includes(mediaType.trim().toLowerCase());
}

/** Reads the body of an answer. Null: it is not a GraphQL response with data, with readable errors, or with both. */
export function readAnswer(
  bytes: Buffer,
  statusCode: number,
  { readVerbatim, parse }: AnswerReaders,
): SubgraphAnswer | null {
  const isPlain = isAscii(bytes);
  // Most answers are plain ASCII, which need only be copied.
  const text = bytes.toString(isPlain ? "latin1" : "utf8");
  // The bytes go to the client unchanged, so they must be exactly what was read.
  const isFit = statusCode === 200 && (isPlain || isUtf8(bytes));
  const dataText = isFit ? (readVerbatim?.(text) ?? null) : null;
  return dataText === null ? parseAnswer(text, parse) : { verbatim: { dataText, bytes }, isClean: true };
}

/** Reads the text of an answer. Null as in `readAnswer`. */
export function parseAnswer(text: string, parse: AnswerReaders["parse"]): SubgraphAnswer | null {
  return checkAnswer(parseJson(text, parse), !text.includes("\\"));
}

/** Reads what was JSON. Null as in `readAnswer`. @param isClean whether the JSON has no backslash */
export function checkAnswer(value: unknown, isClean: boolean): SubgraphAnswer | null {
  if (!isRecord(value)) return null;
  const { data, extensions } = value;
  const errors = readSubgraphErrors(value.errors);
  if (!isRecord(data) && !hasReadableError(value.errors)) return null;
  return {
    data: isRecord(data) ? data : null,
    ...(errors.length === 0 ? {} : { errors: errors.map(withSafeExtensions) }),
    ...(isRecord(extensions) ? { extensions } : {}),
    isClean,
  };
}

function hasReadableError(errors: unknown): boolean {
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

function parseJson(text: string, parse: AnswerReaders["parse"]): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
