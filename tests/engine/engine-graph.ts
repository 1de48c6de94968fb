import type { GraphQLDataSource } from "@apollo/gateway";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLFormattedError, type GraphQLSchema, getOperationAST, graphql, parse } from "graphql";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";
import { createEngine } from "../../packages/engine/create-engine.ts";
import type {
  Engine,
  EngineOperation,
  EngineOptions,
  EngineResponse,
  ExecutionObserver,
} from "../../packages/engine/engine.ts";
import type { SubgraphResponse } from "../../packages/engine/subgraph-transport.ts";

// The gateway starts its telemetry as it is loaded, so it must be told not to before it is.
process.env.APOLLO_TELEMETRY_DISABLED = "1";
const { ApolloGateway } = await import("@apollo/gateway");

type Resolver = (parent: Record<string, unknown>, given: Record<string, unknown>) => unknown;

/** A subgraph in memory. */
export interface MemorySubgraph {
  /** Without `@link`: every federation directive is imported. */
  readonly sdl: string;
  readonly resolvers?: Readonly<Record<string, Readonly<Record<string, Resolver>>>>;
}

/** What reached a subgraph. */
export interface SentRequest {
  readonly subgraph: string;
  readonly query: string;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Stands in for what a subgraph would answer. */
export type Respond = (request: SentRequest) => SubgraphResponse | Promise<SubgraphResponse>;

/** What a client is answered. */
export interface Answer {
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
}

/** A request of a client. */
export interface Asked {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly observer?: ExecutionObserver;
}

/** An engine over subgraphs in memory. */
export interface EngineGraph {
  readonly engine: Engine<null>;
  /** What has reached the subgraphs, oldest first. */
  readonly requests: SentRequest[];
  ask(source: string, asked?: Asked): Promise<Answer>;
  /** As `ask`, for a client that takes answers in parts. */
  askInParts(source: string, asked?: Asked): Promise<EngineResponse>;
  /** What Apollo Gateway makes of the same operation. */
  askStock(source: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** Lets a subgraph answer like this from now on. */
  respondWith(subgraph: string, respond: Respond): void;
  /** Keeps requests to a subgraph waiting. @returns ends that */
  hold(subgraph: string): () => void;
  /** Lets all subgraphs answer by themselves again, and forgets what has reached them. */
  reset(): void;
}

const IMPORTS = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@shareable", "@external", "@requires", "@provides", "@override", "@interfaceObject", "@inaccessible",
  "@context", "@fromContext"
])\n`;

/** Composes subgraphs, and makes an engine for them. */
export function createEngineGraph(
  subgraphs: Readonly<Record<string, MemorySubgraph>>,
  options: Partial<EngineOptions<null>> = {},
): EngineGraph {
  const supergraphSdl = compose(subgraphs);
  const schemas = new Map(Object.entries(subgraphs).map(([name, subgraph]) => [name, buildSchema(subgraph)]));
  const responders = new Map<string, Respond>();
  const requests: SentRequest[] = [];
  const holds = new Map<string, Promise<void>>();
  const answer = async (request: SentRequest) => {
    requests.push(request);
    await holds.get(request.subgraph);
    const respond = responders.get(request.subgraph) ?? ((sent) => resolve(schemas.get(sent.subgraph), sent));
    return structuredClone(await respond(request));
  };
  const engine = createEngine<null>({
    supergraphSdl,
    transport: ({ subgraph, body }) => answer({ subgraph, ...JSON.parse(body) }),
    ...options,
  });

  return {
    engine,
    requests,
    respondWith: (subgraph, respond) => void responders.set(subgraph, respond),
    hold(subgraph) {
      let release = (): void => undefined;
      holds.set(subgraph, new Promise((resolve) => (release = resolve)));
      return release;
    },
    reset() {
      responders.clear();
      holds.clear();
      requests.length = 0;
    },
    askInParts: (source, { observer, ...asked } = {}) =>
      engine.execute({ ...buildOperation(source, asked), mayDefer: true }, null, observer),
    async ask(source, { observer, ...asked } = {}) {
      const response = await engine.execute(buildOperation(source, asked), null, observer);
      return {
        data: response.data === null ? undefined : JSON.parse(response.data),
        errors: response.errors,
      };
    },
    askStock: (source, variables = {}) => askStock(supergraphSdl, answer, source, variables),
  };
}

function buildOperation(source: string, { variables = {}, operationName }: Asked): EngineOperation {
  const document = parse(source);
  return { document, operationName: operationName ?? null, variables, cacheKey: `${source} ${operationName}` };
}

function compose(subgraphs: Readonly<Record<string, MemorySubgraph>>): string {
  const result = composeSupergraph(
    Object.entries(subgraphs).map(([name, { sdl }]) => ({
      name,
      sdl: IMPORTS + sdl,
      routingUrl: `http://${name}.test/graphql`,
      file: `${name}.graphql`,
    })),
  );
  if (!result.succeeded) throw new Error(result.errors.map(({ message }) => message).join("\n"));
  return result.supergraphSdl;
}

function buildSchema({ sdl, resolvers = {} }: MemorySubgraph): GraphQLSchema {
  const typeDefs = parse(IMPORTS + sdl);
  return buildSubgraphSchema({ typeDefs, resolvers } as Parameters<typeof buildSubgraphSchema>[0]);
}

async function resolve(
  schema: GraphQLSchema | undefined,
  { query, operationName, variables }: SentRequest,
): Promise<SubgraphResponse> {
  if (schema === undefined) throw new Error("no such subgraph");
  const name = operationName === undefined ? {} : { operationName };
  const result = await graphql({ schema, source: query, variableValues: variables, ...name });
  const { data = null, errors } = JSON.parse(JSON.stringify(result));
  return { data, isClean: false, ...(errors === undefined ? {} : { errors }) };
}

async function askStock(
  supergraphSdl: string,
  answer: (request: SentRequest) => Promise<SubgraphResponse>,
  source: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    buildService: ({ name }): GraphQLDataSource => ({
      process: async ({ request: { query = "", operationName, variables: sent = {} } }) => {
        const request = { subgraph: name, query, variables: JSON.parse(JSON.stringify(sent)) };
        const { data = null, errors } = await answer(
          operationName === undefined ? request : { ...request, operationName },
        );
        return { data, ...(errors === undefined ? {} : { errors }) } as never;
      },
    }),
  });
  try {
    const { executor } = await gateway.load();
    const document = parse(source);
    const execution = {
      document,
      queryHash: source,
      operation: getOperationAST(document),
      metrics: {},
      context: {},
    };
    const result = await executor({ ...execution, request: { query: source, variables } } as never);
    return JSON.parse(JSON.stringify({ data: result.data, errors: result.errors ?? [] }));
  } finally {
    await gateway.stop();
  }
}
