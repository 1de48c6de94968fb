import { composeServices } from "@apollo/composition";
import type { GraphQLDataSource } from "@apollo/gateway";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type DocumentNode, type ExecutionResult, type GraphQLSchema, parse, print, validate } from "graphql";
import type { Refusal } from "../../packages/identity/access-rule.ts";
import { ANONYMOUS, type Caller, type MaybeCaller } from "../../packages/identity/caller.ts";
import { type Authorizer, createAuthorizer } from "../../router/authorization/authorizer.ts";
import { removeAccessPurposes } from "./access-purposes.ts";

// The gateway starts its telemetry as it is loaded, so it must be told not to before it is.
process.env.APOLLO_TELEMETRY_DISABLED = "1";
const { ApolloGateway, LocalGraphQLDataSource } = await import("@apollo/gateway");

type Resolver = (parent: Record<string, unknown>, given: Record<string, unknown>) => unknown;

export interface SubgraphUnderTest {
  /** Without `@link`: every federation directive is imported. */
  readonly typeDefs: string;
  readonly resolvers: Readonly<Record<string, Readonly<Record<string, Resolver>>>>;
}

/** What a client would be answered, and what it took. */
export interface Answer {
  readonly data: unknown;
  readonly errors: readonly { readonly path: string; readonly code: unknown; readonly message: string }[];
  readonly kind: "allowed" | "filtered" | "refused";
  readonly refusal: Refusal | null;
  /** The operation the gateway was given; null when it was given none. */
  readonly executed: string | null;
  /** How many requests the subgraphs got. */
  readonly fetches: number;
}

export interface Asked {
  readonly caller?: MaybeCaller;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

export interface AuthorizedGraph {
  readonly apiSchema: GraphQLSchema;
  readonly authorizer: Authorizer;
  /** Authorizes, executes what may be executed and completes the answer. Anonymous unless told otherwise. */
  ask(source: string, asked?: Asked): Promise<Answer>;
  stop(): Promise<void>;
}

/** A caller whose token carries `scopes`. */
export function signedIn(...scopes: readonly string[]): Caller {
  return { id: "u1", scopes: new Set(scopes) };
}

const IMPORTS = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@shareable", "@interfaceObject", "@inaccessible", "@authenticated", "@requiresScopes", "@policy"
])\n`;

/** Composes subgraphs that import every federation directive. Throws what composition says against them. */
export function composeSupergraph(typeDefs: Readonly<Record<string, string>>): string {
  return composeLinked(Object.fromEntries(Object.entries(typeDefs).map(([name, sdl]) => [name, `${IMPORTS}${sdl}`])));
}

/** Composes subgraphs that bring their own `@link`. */
export function composeLinked(typeDefs: Readonly<Record<string, string>>): string {
  const composed = composeServices(
    Object.entries(typeDefs).map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
  );
  if (composed.supergraphSdl === undefined) throw new Error(String(composed.errors));
  return composed.supergraphSdl;
}

/** Composes `subgraphs` and serves them, in this process, behind an authorizer and the stock gateway. */
export async function startAuthorizedGraph(
  subgraphs: Readonly<Record<string, SubgraphUnderTest>>,
): Promise<AuthorizedGraph> {
  const typeDefs = Object.fromEntries(Object.entries(subgraphs).map(([name, each]) => [name, each.typeDefs]));
  const supergraphSdl = composeSupergraph(typeDefs);
  let fetches = 0;
  const gateway = new ApolloGateway({
    supergraphSdl: removeAccessPurposes(supergraphSdl),
    buildService: ({ name }) =>
      countFetches(buildDataSource(subgraphs, name), () => {
        fetches += 1;
      }),
  });
  const { schema: apiSchema, executor } = await gateway.load();
  const authorizer = createAuthorizer({ supergraph: supergraphSdl, apiSchema });

  async function execute(document: DocumentNode, asked: Asked, queryHash: string): Promise<ExecutionResult> {
    const request = {
      query: print(document),
      operationName: asked.operationName,
      variables: asked.variables,
    };
    const context = { request, document, queryHash, context: {}, schema: apiSchema, overallCachePolicy: {} };
    return executor(context as unknown as Parameters<typeof executor>[0]);
  }

  return {
    apiSchema,
    authorizer,
    ask: async (source, asked = {}) => {
      fetches = 0;
      const document = parseValid(apiSchema, source);
      const request = {
        document,
        operationName: asked.operationName ?? null,
        variables: asked.variables ?? {},
        caller: asked.caller ?? ANONYMOUS,
      };
      const authorization = authorizer.authorize(request);
      const { kind } = authorization;
      if (authorization.kind === "refused") {
        const { refusal, result } = authorization;
        return { ...describe(result), kind, refusal, executed: null, fetches };
      }
      if (authorization.kind === "allowed") {
        const result = await execute(document, asked, source);
        return { ...describe(result), kind, refusal: null, executed: print(document), fetches };
      }
      const executed = print(authorization.document);
      const result = await execute(parseValid(apiSchema, executed), asked, source + authorization.variant);
      return { ...describe(authorization.complete(result)), kind, refusal: null, executed, fetches };
    },
    stop: () => gateway.stop(),
  };
}

function parseValid(schema: GraphQLSchema, source: string): DocumentNode {
  const document = parse(source);
  const problems = validate(schema, document);
  if (problems.length > 0) throw new Error(`${problems.join("\n")}\nin ${source}`);
  return document;
}

function buildDataSource(subgraphs: Readonly<Record<string, SubgraphUnderTest>>, name: string) {
  const subgraph = subgraphs[name];
  if (subgraph === undefined) throw new Error(`no subgraph ${name}`);
  const typeDefs = parse(`${IMPORTS}${subgraph.typeDefs}`);
  return new LocalGraphQLDataSource(buildSubgraphSchema({ typeDefs, resolvers: subgraph.resolvers }));
}

function countFetches(dataSource: GraphQLDataSource, count: () => void): GraphQLDataSource {
  return {
    process: (options) => {
      count();
      return dataSource.process(options);
    },
  };
}

/** As a client sees it: through JSON. */
function describe(result: ExecutionResult): Pick<Answer, "data" | "errors"> {
  const errors = (result.errors ?? []).map(({ path, extensions, message }) => ({
    path: (path ?? []).join("."),
    code: extensions.code,
    message,
  }));
  return { data: JSON.parse(JSON.stringify(result.data ?? null)), errors };
}
