import type { GraphQLDataSource } from "@apollo/gateway";
import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import { type DocumentNode, getOperationAST, print } from "graphql";
import type { SupergraphModel } from "../model/supergraph-model.ts";
import { createExecutableSubgraph } from "../subgraphs/executable-subgraph.ts";
import type { Run } from "../subgraphs/run.ts";
import { type Answer, buildAnswerError, buildFailure, type ClientOperation, type Executor } from "./executor.ts";

// The gateway starts its telemetry as it is loaded, so it must be told not to before it is.
process.env.APOLLO_TELEMETRY_DISABLED = "1";
const { ApolloGateway } = await import("@apollo/gateway");

/** The stock gateway, started. */
export interface StockExecutor extends Executor {
  stop(): Promise<void>;
}

type Gateway = ApolloServerOptionsWithGateway<{ run: Run }>["gateway"];
type ServerExecutor = NonNullable<Awaited<ReturnType<Gateway["load"]>>["executor"]>;
type Request = Parameters<ServerExecutor>[0];

/** Executes operations by Apollo Gateway as it is installed. Rejects when it refuses the supergraph. */
export async function startStock(model: SupergraphModel): Promise<StockExecutor> {
  const gateway = new ApolloGateway({
    supergraphSdl: model.supergraphSdl,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    // By default it compares up to 10,000 plans, which takes seconds now and then. Any plan is to give the same answer.
    queryPlannerConfig: { debug: { maxEvaluatedPlans: 500 } },
    buildService: ({ name }) => createDataSource(model, name),
  });
  const { executor } = await gateway.load();
  const keys = new WeakMap<DocumentNode, string>();

  async function execute(operation: ClientOperation, run: Run): Promise<Answer> {
    try {
      const result = await executor(buildRequest(operation, run, findKey(keys, operation.document)));
      const misfits = result.extensions?.valueCompletion;
      const errors = [...(result.errors ?? []), ...(Array.isArray(misfits) ? misfits : [])];
      const text = result.data === undefined ? null : JSON.stringify(result.data);
      return { text, errors: errors.map(buildAnswerError) };
    } catch (error) {
      return buildFailure(error);
    }
  }

  return { execute, stop: () => gateway.stop() };
}

/** Asks a subgraph of the model without HTTP. */
export function createDataSource(model: SupergraphModel, name: string): GraphQLDataSource<{ run: Run }> {
  const found = model.subgraphs.find((subgraph) => subgraph.name === name);
  if (found === undefined) throw new Error(`the fixture has no subgraph ${name}`);
  const subgraph = createExecutableSubgraph(found);
  return {
    async process({ request, context }) {
      const { query = "", operationName, variables } = request;
      return JSON.parse(await subgraph.answer({ query, operationName, variables }, context.run));
    },
  };
}

/** What the gateway keeps a plan by. */
function findKey(keys: WeakMap<DocumentNode, string>, document: DocumentNode): string {
  const known = keys.get(document);
  if (known !== undefined) return known;
  const key = print(document);
  keys.set(document, key);
  return key;
}

function buildRequest({ document, operationName, variables }: ClientOperation, run: Run, queryHash: string): Request {
  const request = {
    document,
    operationName,
    queryHash,
    operation: getOperationAST(document, operationName),
    request: { query: queryHash, variables, ...(operationName === null ? {} : { operationName }) },
    context: { run },
    metrics: {},
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  };
  // Apollo Server's request context has more; this is what the gateway reads of it.
  return request as unknown as Request;
}
