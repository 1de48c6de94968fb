import type { ApolloGateway, GraphQLDataSource } from "@apollo/gateway";
import { GraphQLDataSourceRequestKind } from "@apollo/gateway/dist/datasources/types.js";
import { type DocumentNode, GraphQLError, parse } from "graphql";
import { createBoundedCache } from "../engine/bounded-cache.ts";
import type { SubgraphTransport } from "../engine/subgraph-transport.ts";

/** A client's request as Apollo Server hands it to a gateway. */
export type GatewayRequest = Parameters<ApolloGateway["executor"]>[0];

/** One request that is executed. */
export interface GatewayExecution {
  readonly request: GatewayRequest;
  /** What data sources threw, by subgraph and message: the originals of the client's errors. */
  readonly failures: Map<string, Error>;
}

type DataSourceResponse = Awaited<ReturnType<GraphQLDataSource["process"]>>;

/** Documents of requests to subgraphs that are kept parsed, for data sources that read them. */
const MAXIMUM_DOCUMENTS = 1_000;

/** The key of a failure in an execution. */
export function formatFailureKey(subgraph: unknown, message: string): string {
  return `${subgraph} ${message}`;
}

/** Lets the engine ask subgraphs through the gateway's data sources, each request with what Apollo's executor gives. */
export function createDataSourceTransport(
  findDataSource: (subgraph: string) => GraphQLDataSource | undefined,
  { exposesDocuments }: { readonly exposesDocuments: boolean },
): SubgraphTransport<GatewayExecution> {
  const documents = createBoundedCache<DocumentNode>(MAXIMUM_DOCUMENTS);

  return async ({ subgraph, body, path }, execution) => {
    const { request } = execution;
    const { query, variables, operationName } = JSON.parse(body);
    try {
      const dataSource = findDataSource(subgraph);
      if (dataSource === undefined) throw new Error(`Couldn't find service with name "${subgraph}"`);
      const response = await dataSource.process({
        kind: GraphQLDataSourceRequestKind.INCOMING_OPERATION,
        request: { query, variables, operationName },
        incomingRequestContext: request,
        context: request.context,
        ...(exposesDocuments ? { document: documents.get(query, () => parse(query, { noLocation: true })) } : {}),
        pathInIncomingRequest: [...path],
      });
      noteErrors(response, subgraph, execution);
      return { data: response.data, errors: response.errors, isClean: false };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      execution.failures.set(formatFailureKey(subgraph, error.message), error);
      // Its extensions are for clients; a system error's own `code` is not.
      throw new GraphQLError(error.message, { originalError: error });
    }
  };
}

/** For usage reports without traces, which count errors by their paths in the subgraph's answer. */
function noteErrors(
  { errors, extensions }: DataSourceResponse,
  subgraph: string,
  { request: { metrics } }: GatewayExecution,
): void {
  // A subgraph may send null.
  if (!errors || extensions?.ftv1) return;
  metrics.nonFtv1ErrorPaths ??= [];
  metrics.nonFtv1ErrorPaths.push(...errors.map(({ path }) => ({ subgraph, path })));
}
