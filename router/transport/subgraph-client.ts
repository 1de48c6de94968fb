import type { GraphQLFormattedError } from "graphql";
import { type Dispatcher, Pool } from "undici";
import type { MaybeCaller } from "../../identity/caller.ts";
import { CLIENT_ADDRESS_HEADER } from "../../service/client-address.ts";
import { STATEMENTS_HEADER } from "../../service/executed-statements.ts";
import type { SignRequest } from "../../service/router-auth/sign-request.ts";
import { ROUTER_CHALLENGE } from "../../service/router-auth/verify-request.ts";
import { SubgraphFailure, type SubgraphFailureCode } from "./subgraph-failure.ts";

/** A larger answer is refused: parsing it would hold the event loop and the memory of everybody else. */
const MAXIMUM_ANSWER_BYTES = 16 * 1024 * 1024;
const MAXIMUM_CONNECTIONS = 128;
/** Shorter than the servers keep theirs, so that a request never meets a connection that is just being closed. */
const KEEP_ALIVE_MS = 30_000;
const JSON_MEDIA_TYPES = ["application/json", "application/graphql-response+json"];

/** A GraphQL response (GraphQL specification §7.1), as far as it has been checked. */
export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Record<string, unknown>;
}

/** What travels to a subgraph beside the operation: named here, and nothing else that the client sent. */
export interface ForwardedIdentity {
  readonly requestId: string;
  readonly accessToken: string | null;
  /** Whom the access token names. */
  readonly caller: MaybeCaller;
  /** The IP address the client connects from, for limits by address; null when the router asks for itself. */
  readonly clientAddress: string | null;
  /** Whether the subgraph shall tell its SQL statements too, which it does in development only. */
  readonly wantsStatements: boolean;
}

/** Sends operations to one subgraph over its own pool of kept connections. */
export interface SubgraphClient {
  /** The subgraph's name. */
  readonly name: string;
  /** `body`: a GraphQL-over-HTTP request in JSON. @throws SubgraphFailure */
  send(body: string, identity: ForwardedIdentity): Promise<SubgraphAnswer>;
  close(): Promise<void>;
}

/** A client of the subgraph `name` at `url`; each request is signed, and may take `timeoutMs`. */
export function createSubgraphClient(
  name: string,
  url: string,
  timeoutMs: number,
  signRequest: SignRequest,
): SubgraphClient {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const pool = new Pool(origin, {
    connections: MAXIMUM_CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: timeoutMs },
  });

  function signPost(target: string, body: string, { caller, clientAddress }: ForwardedIdentity) {
    const callerId = caller === null ? null : caller.id;
    return signRequest({ method: "POST", target, body, callerId, clientAddress });
  }

  return {
    name,
    async send(body, identity) {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const response = await pool.request({
          path,
          method: "POST",
          headers: { ...buildHeaders(identity), ...signPost(path, body, identity) },
          body,
          signal,
        });
        return await readAnswer(name, response);
      } catch (error) {
        if (error instanceof SubgraphFailure) throw error;
        throw new SubgraphFailure(signal.aborted ? "SUBGRAPH_TIMEOUT" : "SUBGRAPH_UNAVAILABLE", name, error);
      }
    },
    close: () => pool.close(),
  };
}

function buildHeaders(forwarded: ForwardedIdentity): Record<string, string> {
  const { requestId, accessToken, clientAddress, wantsStatements } = forwarded;
  return {
    "content-type": "application/json",
    accept: "application/json",
    "x-request-id": requestId,
    ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }),
    ...(clientAddress === null ? {} : { [CLIENT_ADDRESS_HEADER]: clientAddress }),
    ...(wantsStatements ? { [STATEMENTS_HEADER]: "1" } : {}),
  };
}

async function readAnswer(name: string, response: Dispatcher.ResponseData): Promise<SubgraphAnswer> {
  const { statusCode, headers, body } = response;
  const mediaType =
    String(headers["content-type"] ?? "")
      .split(";", 1)[0]
      ?.trim()
      .toLowerCase() ?? "";
  if (!JSON_MEDIA_TYPES.includes(mediaType)) {
    body.on("error", ignore).destroy();
    const code = findFailureCode(statusCode);
    throw new SubgraphFailure(code, name, new Error(`HTTP ${statusCode} with media type "${mediaType}"`));
  }
  if (statusCode === 401 && headers["www-authenticate"] === ROUTER_CHALLENGE) {
    body.on("error", ignore).destroy();
    // The client can do nothing about it, and must not take it for a refusal of its token.
    const cause = new Error(
      "it refuses this router: are ROUTER_SECRET, ROUTER_AUTH and the clocks the same?",
    );
    throw new SubgraphFailure("SUBGRAPH_INVALID_RESPONSE", name, cause);
  }
  const answer = parseAnswer(await readText(name, body));
  if (answer === null) {
    throw new SubgraphFailure(
      findFailureCode(statusCode),
      name,
      new Error(`HTTP ${statusCode} without data or errors`),
    );
  }
  return answer;
}

/** The statuses by which a proxy says that the subgraph behind it is not there. */
function findFailureCode(statusCode: number): SubgraphFailureCode {
  return [502, 503, 504].includes(statusCode) ? "SUBGRAPH_UNAVAILABLE" : "SUBGRAPH_INVALID_RESPONSE";
}

async function readText(name: string, body: Dispatcher.ResponseData["body"]): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAXIMUM_ANSWER_BYTES) {
      throw new SubgraphFailure("SUBGRAPH_INVALID_RESPONSE", name, new Error("the answer is too large"));
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Null unless `text` is a GraphQL response: an object with data, with errors, or with both. */
function parseAnswer(text: string): SubgraphAnswer | null {
  const value = parseJson(text);
  if (!isRecord(value)) return null;
  const { data, errors, extensions } = value;
  if (errors !== undefined && !(Array.isArray(errors) && errors.every(isGraphqlError))) return null;
  if (!isRecord(data) && !errors?.length) return null;
  return {
    data: isRecord(data) ? data : null,
    ...(errors === undefined ? {} : { errors: errors.map(withSafeExtensions) }),
    ...(isRecord(extensions) ? { extensions } : {}),
  };
}

function isGraphqlError(value: unknown): value is GraphQLFormattedError {
  return isRecord(value) && typeof value.message === "string";
}

// Apollo Server takes the status and headers of the whole response from `extensions.http`: not a subgraph's to set.
// Apollo Gateway looks codes up in a plain object, where "constructor" finds what it cannot handle.
function withSafeExtensions({ extensions, ...error }: GraphQLFormattedError): GraphQLFormattedError {
  const { http: _http, code, ...others } = extensions ?? {};
  const isSafe = typeof code === "string" && !(code in Object.prototype);
  return { ...error, extensions: isSafe ? { ...others, code } : others };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// A destroyed body without an error listener would end the process.
function ignore(): void {}
