import "../../../router/graph/telemetry-off.ts";
import { ApolloServer } from "@apollo/server";
import { print } from "graphql";
import { createGateway } from "../../../packages/gateway/create-gateway.ts";
import { type Answer, buildAnswerError, type Executor } from "../../engine/support/executors/executor.ts";
import { createDataSource } from "../../engine/support/executors/stock.ts";
import type { SupergraphModel } from "../../engine/support/model/supergraph-model.ts";
import type { Run } from "../../engine/support/subgraphs/run.ts";
import { stopAfterTests } from "../../support/started-processes.ts";

/** Executes operations by Apollo Server over our gateway, with the data sources that stock is tried with. */
export function createDropInExecutor(model: SupergraphModel): Executor {
  const gateway = createGateway({
    supergraphSdl: model.supergraphSdl,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    buildService: ({ name }) => createDataSource(model, name),
  });
  const server = new ApolloServer<{ run: Run }>({
    gateway,
    introspection: true,
    stopOnTerminationSignals: false,
  });
  stopAfterTests(() => server.stop());

  return {
    async execute({ document, operationName, variables }, run): Promise<Answer> {
      const request = {
        query: print(document),
        variables,
        ...(operationName === null ? {} : { operationName }),
      };
      const { body } = await server.executeOperation(request, { contextValue: { run } });
      if (body.kind !== "single") throw new Error("the answer came in parts");
      const { data, errors = [] } = body.singleResult;
      return { text: data === undefined ? null : JSON.stringify(data), errors: errors.map(buildAnswerError) };
    },
  };
}
