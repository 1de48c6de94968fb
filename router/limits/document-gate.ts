import type { FastifyRequest } from "fastify";
import type { GraphQLError } from "graphql";
import { createClientError } from "../../service/error-codes.ts";
import { findExcess } from "./check-document.ts";
import type { DocumentLimits } from "./document-limits.ts";

/** Lets the documents within the limits pass. @throws OPERATION_TOO_LARGE, HTTP 400 */
export type AdmitDocument = (text: unknown) => void;

/** Clients send the same few documents again and again. */
const MAXIMUM_REMEMBERED = 1_000;
const MAXIMUM_REMEMBERED_LENGTH = 4_096;

/**
 * Makes the gate that a document passes before Apollo Server sees it: validation compares selections pairwise, which
 * takes seconds for a kilobyte of nested fragments, and no hook between parsing and validation may refuse. A document
 * known by its hash alone passed when it was registered.
 */
export function createDocumentGate(limits: DocumentLimits): AdmitDocument {
  const admitted = new Set<string>();
  return (text) => {
    if (typeof text !== "string" || admitted.has(text)) return;
    const excess = findExcess(text, limits);
    if (excess !== null) throw operationTooLarge(excess);
    if (text.length > MAXIMUM_REMEMBERED_LENGTH) return;
    if (admitted.size >= MAXIMUM_REMEMBERED) admitted.clear();
    admitted.add(text);
  };
}

function operationTooLarge(message: string): GraphQLError {
  return createClientError("OPERATION_TOO_LARGE", message, { extensions: { http: { status: 400 } } });
}

/**
 * The document of a GraphQL-over-HTTP request, read exactly as Apollo Server will read it: another reading of the same
 * bytes would be a way around the limits. Anything else than a text is not for execution.
 */
export function findDocumentText({ method, url, body }: FastifyRequest): unknown {
  if (method === "GET") return new URL(url, "http://localhost").searchParams.get("query");
  return (body as { query?: unknown } | null | undefined)?.query;
}
