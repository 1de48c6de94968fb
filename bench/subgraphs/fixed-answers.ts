import { createServer, type IncomingMessage, type Server } from "node:http";
import { execute, parse, validate } from "graphql";
import type { BenchSubgraph } from "../graphs/bench-graph.ts";

/** Every distinct request is worked out once; a benchmark sends a few thousand at the most. */
const MOST_REMEMBERED_ANSWERS = 20_000;

/** One request that a subgraph was sent, and when. Moments are milliseconds of `performance.now()`. */
export interface RecordedFetch {
  readonly subgraph: string;
  readonly body: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * Serves a subgraph whose answer to a request is worked out the first time and sent as the same bytes from then on,
 * so that what is measured is the router. Every answer has these `headers`; `record` is told of every request.
 */
export function createFixedAnswers(
  { name, schema }: BenchSubgraph,
  headers: Readonly<Record<string, string>>,
  record: (fetch: RecordedFetch) => void,
): Server {
  const answers = new Map<string, Buffer>();

  async function findAnswer(body: string): Promise<Buffer> {
    const known = answers.get(body);
    if (known !== undefined) return known;
    const answer = Buffer.from(JSON.stringify(await answerRequest(schema, body)));
    if (answers.size >= MOST_REMEMBERED_ANSWERS) answers.clear();
    answers.set(body, answer);
    return answer;
  }

  const server = createServer(async (request, response) => {
    const startedAt = performance.now();
    const body = await readBody(request);
    const answer = await findAnswer(body);
    record({ subgraph: name, body, startedAt, endedAt: performance.now() });
    response
      .writeHead(200, { ...headers, "content-type": "application/json", "content-length": answer.length })
      .end(answer);
  });
  server.keepAliveTimeout = 120_000;
  return server;
}

async function answerRequest(schema: BenchSubgraph["schema"], body: string): Promise<unknown> {
  const { query, operationName, variables } = JSON.parse(body) as {
    query: string;
    operationName?: string | null;
    variables?: Record<string, unknown> | null;
  };
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) return { errors };
  return execute({
    schema,
    document,
    operationName: operationName ?? null,
    variableValues: variables ?? {},
  });
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => resolve(text));
    request.on("error", reject);
  });
}
