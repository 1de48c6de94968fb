import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import { type DocumentNode, type ExecutionResult, executeSync, type GraphQLSchema, parse, validate } from "graphql";
import { ANONYMOUS, type MaybeCaller } from "../../packages/identity/caller.ts";
import type { Authorization } from "../../router/authorization/authorization.ts";
import { type Authorizer, createAuthorizer } from "../../router/authorization/authorizer.ts";
import { composeSupergraph } from "./authorized-graph.ts";

export interface SchemaRequest {
  readonly caller?: MaybeCaller;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

export interface AuthorizedSchemaUnderTest {
  readonly apiSchema: GraphQLSchema;
  readonly authorizer: Authorizer;
  authorize(document: DocumentNode, request?: SchemaRequest): Authorization;
  /** Authorizes, executes over `data` and completes. Anonymous unless told otherwise. */
  answer(source: string, data: unknown, request?: SchemaRequest): ExecutionResult;
}

/** One subgraph behind an authorizer, executed by graphql-js over plain data: no gateway in the way. */
export function createAuthorizedSchema(typeDefs: string): AuthorizedSchemaUnderTest {
  const supergraphSdl = composeSupergraph({ only: typeDefs });
  const supportedFeatures = ROUTER_SUPPORTED_SUPERGRAPH_FEATURES;
  const apiSchema = Supergraph.build(supergraphSdl, { supportedFeatures }).apiSchema().toGraphQLJSSchema();
  const authorizer = createAuthorizer({ supergraph: supergraphSdl, apiSchema });

  function authorize(document: DocumentNode, request: SchemaRequest = {}): Authorization {
    const { caller = ANONYMOUS, variables = {}, operationName = null } = request;
    return authorizer.authorize({ document, operationName, variables, caller });
  }

  return {
    apiSchema,
    authorizer,
    authorize,
    answer: (source, data, request = {}) => {
      const document = parse(source);
      const problems = validate(apiSchema, document);
      if (problems.length > 0) throw new Error(problems.join("\n"));
      const authorization = authorize(document, request);
      if (authorization.kind === "refused") return authorization.result;
      const result = executeSync({
        schema: apiSchema,
        document: authorization.kind === "filtered" ? authorization.document : document,
        rootValue: data,
        variableValues: request.variables ?? {},
        operationName: request.operationName ?? null,
      });
      return authorization.kind === "filtered" ? authorization.complete(result) : result;
    },
  };
}
