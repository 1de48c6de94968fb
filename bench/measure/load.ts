import autocannon from "autocannon";

// Runs one load in a process of its own: told what in a message, it answers with what came of it.

/** One request of a load. */
export interface LoadRequest {
  /** `{{field}}` in it stands for the id that the mutation `field` gave the same client before. */
  readonly body: string;
  /** The mutation whose answer's id later requests of the client take. */
  readonly keeps?: string;
}

/** What a load sends. */
export interface LoadOrder {
  readonly url: string;
  readonly method: "GET" | "POST";
  /** What each client goes through again and again; client `n` begins with the `n`-th list, or with its part of the only one. */
  readonly sequences: readonly (readonly LoadRequest[])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second of all clients; null: as many as are answered. */
  readonly rate: number | null;
}

/** What came of a load. Latencies are in milliseconds. */
export interface LoadResult {
  readonly completed: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers that were not 200 or had errors, and requests without an answer. */
  readonly failed: number;
}

process.on("message", async ({ url, method, sequences, headers, connections, seconds, rate }: LoadOrder) => {
  let clients = 0;
  const result = await autocannon({
    url,
    method,
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    connections,
    duration: seconds,
    timeout: 30,
    ...(rate === null ? {} : { overallRate: rate }),
    setupClient: (client) => client.setRequests(chooseRequests(sequences, clients++ % connections, connections)),
    verifyBody: (body) => !String(body).includes('"errors":['),
  });
  process.send?.({
    completed: result["2xx"],
    seconds: result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts + result.mismatches,
  } satisfies LoadResult);
});

/** In step, all clients would ask the same at the same time: each begins elsewhere. */
function chooseRequests(sequences: LoadOrder["sequences"], client: number, clients: number): autocannon.Request[] {
  const [only = [], ...others] = sequences;
  if (others.length > 0) return (sequences[client % sequences.length] ?? []).map(buildRequest);
  const start = Math.floor((client * only.length) / clients);
  return [...only.slice(start), ...only.slice(0, start)].map(buildRequest);
}

function buildRequest({ body, keeps }: LoadRequest): autocannon.Request {
  return {
    body,
    ...(body.includes("{{") ? { setupRequest: fillIn } : {}),
    ...(keeps === undefined
      ? {}
      : { onResponse: (_status: number, answer: string, ids: object) => keep(keeps, answer, ids) }),
  };
}

function fillIn(request: autocannon.Request, ids: object): autocannon.Request {
  const known = new Map(Object.entries(ids));
  const body = String(request.body).replace(/\{\{(\w+)\}\}/g, (_match, field: string) =>
    String(known.get(field) ?? ""),
  );
  return { ...request, body };
}

function keep(field: string, answer: string, ids: object): void {
  const { data } = JSON.parse(answer) as { readonly data?: Readonly<Record<string, { readonly id: string } | null>> };
  Object.assign(ids, { [field]: data?.[field]?.id });
}
