import type { FastifyRequest } from "fastify";
import type { GraphQLError } from "graphql";
import { createClientError } from "../../service/error-codes.ts";
import { findExcess } from "./check-document.ts";
import type { DocumentLimits } from "./document-limits.ts";
import { isNestedDeeper } from "./json-depth.ts";

/** Lets a request pass whose document and variables are within the limits. @throws OPERATION_TOO_LARGE, HTTP 400 */
export type AdmitRequest = (request: Pick<FastifyRequest, "method" | "url" | "body">) => void;

/** Clients send the same few documents again and again. */
const MAXIMUM_REMEMBERED = 1_000;
const MAXIMUM_REMEMBERED_LENGTH = 4_096;

/**
 * Makes the gate that a request passes before Apollo Server sees it: validation compares selections pairwise, which
 * takes seconds for a kilobyte of nested fragments, and no hook between parsing and validation may refuse. A document
 * known by its hash alone passed when it was registered.
 */
export function createRequestGate(limits: DocumentLimits): AdmitRequest {
  const admitted = new Set<string>();

  function admitDocument(text: string): void {
    if (admitted.has(text)) return;
    const excess = findExcess(text, limits);
    if (excess !== null) throw operationTooLarge(excess);
    if (text.length > MAXIMUM_REMEMBERED_LENGTH) return;
    if (admitted.size >= MAXIMUM_REMEMBERED) admitted.clear();
    admitted.add(text);
  }

  return (request) => {
    const { query, variables } = readParameters(request);
    if (isNestedDeeper(variables, limits.nesting)) {
      throw operationTooLarge(`The variables have more than ${limits.nesting} levels.`);
    }
    if (typeof query === "string") admitDocument(query);
  };
}

function operationTooLarge(message: string): GraphQLError {
  return createClientError("OPERATION_TOO_LARGE", message, { extensions: { http: { status: 400 } } });
}

interface OperationParameters {
  readonly query?: unknown;
  readonly variables?: unknown;
}

/**
 * The parameters of a GraphQL-over-HTTP request, read exactly as Apollo Server will read them: another reading of the
 * same bytes would be a way around the limits. What is of another kind it refuses itself.
 */
function readParameters({ method, url, body }: Parameters<AdmitRequest>[0]): OperationParameters {
  if (method !== "GET") return (body as OperationParameters | null | undefined) ?? {};
  const { searchParams } = new URL(url, "http://localhost");
  return {
    query: searchParams.get("query"),
    variables: parseJson(searchParams.get("variables")),
  };
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
