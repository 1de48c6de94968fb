import { Agent, request } from "undici";

/** How long an introspection may take in all, and how much a subgraph may answer. */
export interface IntrospectionLimits {
  readonly timeoutMilliseconds: number;
  readonly maximumBytes: number;
}

export const defaultIntrospectionLimits: IntrospectionLimits = {
  timeoutMilliseconds: 10_000,
  maximumBytes: 16 * 1024 * 1024,
};

interface Answer {
  readonly statusCode: number;
  readonly body: string;
}

/**
 * Asks a running subgraph for its SDL with `{ _service { sdl } }`
 * (https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec#_service).
 * Follows no redirects: a configuration says where its schemas come from, not the answering server.
 * Throws an Error saying in one sentence what went wrong.
 */
export async function introspectSubgraph(url: string, limits = defaultIntrospectionLimits): Promise<string> {
  const { statusCode, body } = await postQuery(url, limits);
  if (statusCode >= 300 && statusCode < 400) {
    throw new Error(`It redirects (HTTP ${statusCode}), and redirects are not followed.`);
  }
  const answer = parseJson(body);
  const sdl = answer?.data?._service?.sdl;
  if (statusCode === 200 && typeof sdl === "string" && sdl !== "") return sdl;
  throw new Error(
    `It answered HTTP ${statusCode} without a schema${quoteReason(answer?.errors?.[0]?.message)}.`,
  );
}

async function postQuery(url: string, limits: IntrospectionLimits): Promise<Answer> {
  const dispatcher = new Agent({ maxResponseSize: limits.maximumBytes });
  const signal = AbortSignal.timeout(limits.timeoutMilliseconds);
  try {
    const { statusCode, body } = await request(url, {
      dispatcher,
      signal,
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ query: "{ _service { sdl } }" }),
    });
    // Read whatever the status: a body nobody listens to raises an uncaught error when destroyed.
    return { statusCode, body: await body.text() };
  } catch (error) {
    throw new Error(describeFailure(error, limits), { cause: error });
  } finally {
    await dispatcher.destroy();
  }
}

function describeFailure(error: unknown, limits: IntrospectionLimits): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === "TimeoutError") return `It did not answer within ${limits.timeoutMilliseconds} ms.`;
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE")
    return `Its answer is larger than ${limits.maximumBytes} bytes.`;
  if (code === "ECONNREFUSED") return "Nothing listens there (connection refused).";
  return `It cannot be reached: ${message || code || name}.`;
}

function quoteReason(message: unknown): string {
  return typeof message === "string" ? `: ${message.slice(0, 200)}` : "";
}

type ServiceAnswer =
  | { data?: { _service?: { sdl?: unknown } | null } | null; errors?: { message?: unknown }[] }
  | null
  | undefined;

function parseJson(text: string): ServiceAnswer {
  try {
    return JSON.parse(text) as ServiceAnswer;
  } catch {
    return null;
  }
}
