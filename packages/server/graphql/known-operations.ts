import { hash } from "node:crypto";
import {
  type ApolloServer,
  type BaseContext,
  type GraphQLRequest,
  type GraphQLResponse,
  HeaderMap,
  type HTTPGraphQLHead,
  type HTTPGraphQLRequest,
} from "@apollo/server";
import { type ExecutionResult, type GraphQLFormattedError, type GraphQLSchema, getOperationAST } from "graphql";
import type { DocumentStore } from "./document-store.ts";
import type { AnswerHead, ExecutableGateway, Execute, ExecutionRequest } from "./execution-request.ts";
import type { RequestListener } from "./request-listener.ts";

type FormatError = (error: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;

/** How an operation has ended before Apollo Server's pipeline hears of it. */
type Outcome =
  | { readonly kind: "refused"; readonly error: unknown }
  | {
      readonly kind: "executed";
      readonly executing: Promise<ExecutionResult>;
      readonly head: HTTPGraphQLHead;
    };

/** The key of an outcome in a context. No other code can have it. */
const OUTCOME = Symbol("the outcome of an operation");

interface MaybeEnded {
  readonly [OUTCOME]?: Outcome;
}

/** The body of a response while the operation is executed. */
const NOT_YET: GraphQLResponse["body"] = { kind: "single", singleResult: {} };

const NO_PERSISTED_QUERY = { persistedQueryHit: false, persistedQueryRegister: false };

/**
 * Executes operations whose documents were found valid before, without Apollo Server's pipeline: its hooks are the
 * `listener`'s, and all that it would do between them is done. Only a success is answered so. If the operation is
 * refused or has errors, the pipeline gets the outcome instead of executing: what errors become is decided there.
 */
export function createKnownOperations<Context extends BaseContext>(
  gateway: ExecutableGateway,
  documents: Pick<DocumentStore<Context>, "find">,
  listener: RequestListener<Context>,
  formatError: FormatError,
) {
  let schema: GraphQLSchema | null = null;
  let execute: Execute = () => Promise.reject(new Error("the gateway has not been loaded"));
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    schema = apiSchema;
  });

  /** The request with its operation; null when its document is not known or has no such operation. */
  function resolve(request: GraphQLRequest, contextValue: Context) {
    const { query: source, operationName } = request;
    if (schema === null || typeof source !== "string" || request.extensions?.persistedQuery) return null;
    const queryHash = hash("sha256", source);
    const document = documents.find(schema, queryHash);
    const operation = document && getOperationAST(document, operationName);
    if (!document || !operation) return null;
    const http: HTTPGraphQLHead = { headers: new HeaderMap() };
    // One object for all that hear of it: copies would cost more than the rest of this file.
    return {
      request,
      schema,
      source,
      queryHash,
      document,
      operation,
      operationName: operation.name?.value ?? null,
      contextValue,
      context: contextValue,
      metrics: NO_PERSISTED_QUERY,
      response: { http, body: NOT_YET },
    };
  }

  async function executeKnown(
    apolloServer: ApolloServer<Context>,
    resolved: NonNullable<ReturnType<typeof resolve>>,
    describeHttp: () => HTTPGraphQLRequest,
  ): Promise<GraphQLResponse> {
    const { request, contextValue, response } = resolved;
    const end = (outcome: Outcome) => {
      const ended: Context & MaybeEnded = Object.assign(contextValue, { [OUTCOME]: outcome });
      return apolloServer.executeOperation({ http: describeHttp(), ...request }, { contextValue: ended });
    };
    try {
      listener.didResolveOperation?.(resolved);
    } catch (error) {
      return end({ kind: "refused", error });
    }
    listener.executionDidStart?.(resolved);
    const executing = begin(resolved);
    const result = await executing.catch(() => null);
    // Against another schema, the pipeline might refuse what has been executed.
    if (result === null || (result.errors !== undefined && schema === resolved.schema))
      return end({ kind: "executed", executing, head: response.http });
    const { errors, ...answered } = result;
    if (errors !== undefined) listener.didEncounterErrors?.({ ...resolved, errors });
    const told = errors?.map((error) => formatError(error.toJSON(), error));
    const singleResult = told === undefined ? answered : { ...answered, errors: told };
    response.body = { kind: "single", singleResult };
    listener.willSendResponse?.(resolved);
    return response;
  }

  /** What fails at once fails in the promise as well. */
  function begin(resolved: ExecutionRequest): Promise<ExecutionResult> {
    try {
      return execute(resolved);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  return {
    /**
     * Executes a usual request in the shorter way where that can be, and else in Apollo Server's own.
     * @param describeHttp called for Apollo Server alone
     */
    execute(
      apolloServer: ApolloServer<Context>,
      request: GraphQLRequest,
      contextValue: Context,
      describeHttp: () => HTTPGraphQLRequest,
    ) {
      const resolved = resolve(request, contextValue);
      if (resolved === null)
        return apolloServer.executeOperation({ http: describeHttp(), ...request }, { contextValue });
      return executeKnown(apolloServer, resolved, describeHttp);
    },
    /** The gateway for Apollo Server: what has been executed is not executed again. */
    gateway: {
      ...gateway,
      async load(options) {
        const { executor } = await gateway.load(options);
        execute = executor;
        return {
          executor: (request) => replay(request.context, request.response?.http) ?? executor(request),
        };
      },
    } satisfies ExecutableGateway,
    /** The listener for Apollo Server: it does not hear twice of what has ended. */
    listener: {
      ...listener,
      didResolveOperation(request) {
        const outcome = findOutcome(request.contextValue);
        if (outcome === undefined) listener.didResolveOperation?.(request);
        if (outcome?.kind === "refused") throw outcome.error;
      },
      executionDidStart(request) {
        if (findOutcome(request.contextValue) === undefined) listener.executionDidStart?.(request);
      },
    } satisfies RequestListener<Context>,
  };
}

function findOutcome(context: MaybeEnded): Outcome | undefined {
  return context[OUTCOME];
}

function replay(context: MaybeEnded, head: AnswerHead | undefined): Promise<ExecutionResult> | null {
  const outcome = findOutcome(context);
  if (outcome?.kind !== "executed") return null;
  if (head !== undefined) {
    if (outcome.head.status !== undefined) head.status = outcome.head.status;
    for (const [name, value] of outcome.head.headers) head.headers.set(name, value);
  }
  return outcome.executing;
}
