import type { ApolloGateway, GraphQLDataSource } from "@apollo/gateway";
import {
  type ExecutedStatement,
  millisecondsSince,
  STATEMENTS_EXTENSION,
} from "../../../service/executed-statements.ts";
import type { RouterContext } from "../../context.ts";
import type { GatewayInterface } from "../../gateway/authorized-gateway.ts";

type Fetch = Parameters<GraphQLDataSource["process"]>[0];
type FetchAnswer = Awaited<ReturnType<GraphQLDataSource["process"]>>;
type PlanListener = NonNullable<
  NonNullable<ConstructorParameters<typeof ApolloGateway>[0]>["experimental_didResolveQueryPlan"]
>;

/** Puts the plan of an operation that is explained into the extensions of its answer. */
export function explainOperations(gateway: GatewayInterface): GatewayInterface {
  return {
    ...gateway,
    async load(options) {
      const { executor } = await gateway.load(options);
      if (executor === null) return { executor };
      return {
        executor: async (execution) => {
          const { explanation } = execution.context as RouterContext;
          if (explanation === null) return executor(execution);
          explanation.begin();
          const result = await executor(execution);
          return { ...result, extensions: { ...result.extensions, queryPlan: explanation.build() } };
        },
      };
    },
  };
}

/** Tells the explanation of an operation which plan it got. */
export const notePlan: PlanListener = ({ queryPlan, requestContext }) => {
  (requestContext.context as RouterContext).explanation?.setPlan(queryPlan);
};

/** Tells the explanation of an operation how each fetch from the subgraph `name` went. */
export function explainFetches(name: string, dataSource: GraphQLDataSource): GraphQLDataSource {
  return {
    async process(fetch) {
      const { explanation, wantsStatements } = fetch.context as RouterContext;
      if (explanation === null) return dataSource.process(fetch);
      const startedAt = performance.now();
      const answer = await dataSource.process(fetch);
      explanation.addFetch({
        serviceName: name,
        ...describeRequest(fetch),
        startedAt,
        milliseconds: millisecondsSince(startedAt),
        errorCode: findErrorCode(answer),
        statements: wantsStatements ? readStatements(answer.extensions?.[STATEMENTS_EXTENSION]) : null,
      });
      return answer;
    },
  };
}

function describeRequest(fetch: Fetch) {
  const { query = "", variables = {} } = fetch.request;
  const path = "pathInIncomingRequest" in fetch ? (fetch.pathInIncomingRequest ?? []) : [];
  const { representations } = variables;
  return {
    operation: query,
    path,
    representations: Array.isArray(representations) ? representations.length : null,
  };
}

function findErrorCode({ errors }: FetchAnswer): string | null {
  const code = errors?.[0]?.extensions?.code;
  return typeof code === "string" ? code : null;
}

/** What a subgraph tells is its own business until it has the right form. */
function readStatements(told: unknown): ExecutedStatement[] | null {
  if (!Array.isArray(told)) return null;
  return told.flatMap((statement: Partial<ExecutedStatement> | null) => {
    const { sql, milliseconds } = statement ?? {};
    return typeof sql === "string" && typeof milliseconds === "number" ? [{ sql, milliseconds }] : [];
  });
}
