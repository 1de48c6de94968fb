import { Agent, request } from "undici";
import { buildBasicHeaders } from "../server/http/url-credentials.ts";
import type { SignRequest } from "../server/router-auth/sign-request.ts";

/** How to ask a subgraph for its schema. */
export interface Introspection {
  readonly timeoutMilliseconds: number;
  readonly maximumBytes: number;
  /** For subgraphs that answer only their router. */
  readonly signRequest: SignRequest;
}

export const defaultIntrospection: Introspection = {
  timeoutMilliseconds: 10_000,
  maximumBytes: 8 * 1024 * 1024,
  signRequest: () => ({}),
};

const QUESTION = JSON.stringify({ query: "{ _service { sdl } }" });

/**
 * Asks a running subgraph for its SDL with `{ _service { sdl } }`
 * (https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec#_service).
 * Follows no redirects: the configuration decides where schemas come from, not the answering server.
 * Throws an Error with one sentence that says what went wrong.
 */
export async function introspectSubgraph(url: string, introspection = defaultIntrospection): Promise<string> {
  const { statusCode, contentType, body } = await postQuery(url, introspection);
  if (statusCode >= 300 && statusCode < 400) {
    throw new Error(`It redirects (HTTP ${statusCode}), and redirects are not followed.`);
  }
  const answer = parseJson(body);
  const sdl = answer?.data?._service?.sdl;
  if (statusCode === 200 && typeof sdl === "string" && sdl !== "") return sdl;
  const reason = answer?.errors?.[0]?.message;
  throw new Error(`It answered HTTP ${statusCode} ${describeAnswer(answer, contentType)}${quoteReason(reason)}.`);
}

function describeAnswer(answer: ServiceAnswer, contentType: string): string {
  if (answer === undefined) return `without JSON (${contentType || "no content type"}), so it is no GraphQL server`;
  const isOther = answer?.errors?.some(({ message }) => String(message).includes("_service"));
  return isOther === true ? "and is no federation subgraph, which has a schema at _service" : "without a schema";
}

async function postQuery(url: string, introspection: Introspection) {
  const dispatcher = new Agent({ maxResponseSize: introspection.maximumBytes });
  const signal = AbortSignal.timeout(introspection.timeoutMilliseconds);
  try {
    const { statusCode, headers, body } = await request(url, {
      dispatcher,
      signal,
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        ...buildBasicHeaders(url),
        ...signQuestion(url, introspection.signRequest),
      },
      body: QUESTION,
    });
    // Read with any status: a body without a listener raises an uncaught error when it is destroyed.
    return { statusCode, contentType: String(headers["content-type"] ?? ""), body: await body.text() };
  } catch (error) {
    throw new Error(describeFailure(error, introspection), { cause: error });
  } finally {
    await dispatcher.destroy();
  }
}

function signQuestion(url: string, signRequest: SignRequest): Readonly<Record<string, string>> {
  const { pathname, search } = new URL(url);
  const target = pathname + search;
  return signRequest({ method: "POST", target, body: QUESTION, callerId: null, clientAddress: null });
}

function describeFailure(error: unknown, limits: Introspection): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === "TimeoutError") return `It did not answer within ${limits.timeoutMilliseconds} ms.`;
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") return `Its answer is larger than ${limits.maximumBytes} bytes.`;
  if (code === "ECONNREFUSED") return "Nothing listens there (connection refused).";
  return `It cannot be reached: ${message || code || name}.`;
}

function quoteReason(message: unknown): string {
  return typeof message === "string" ? `: ${message.slice(0, 200).replace(/\.$/, "")}` : "";
}

type ServiceAnswer =
  | { data?: { _service?: { sdl?: unknown } | null } | null; errors?: { message?: unknown }[] }
  | null
  | undefined;

function parseJson(text: string): ServiceAnswer {
  try {
    return JSON.parse(text) as ServiceAnswer;
  } catch {
    return undefined;
  }
}
