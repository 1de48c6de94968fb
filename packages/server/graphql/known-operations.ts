import { hash } from "node:crypto";
import {
  type ApolloServer,
  type BaseContext,
  type GraphQLRequest,
  type GraphQLResponse,
  HeaderMap,
  type HTTPGraphQLHead,
} from "@apollo/server";
import { type ExecutionResult, type GraphQLFormattedError, type GraphQLSchema, getOperationAST } from "graphql";
import type { DocumentStore } from "./document-store.ts";
import type { AnswerHead, ExecutableGateway, Execute } from "./execution-request.ts";
import type { RequestListener } from "./request-listener.ts";

/** Makes of an error what clients are told. */
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
    const response: { readonly http: HTTPGraphQLHead } = { http: { headers: new HeaderMap() } };
    const name = operation.name?.value ?? null;
    const metrics = NO_PERSISTED_QUERY;
    const known = { request, schema, source, queryHash, document, operation, operationName: name };
    return { ...known, contextValue, metrics, response };
  }

  async function executeKnown(
    apolloServer: ApolloServer<Context>,
    resolved: NonNullable<ReturnType<typeof resolve>>,
  ): Promise<GraphQLResponse> {
    const { request, contextValue, response } = resolved;
    const end = (outcome: Outcome) => {
      const ended: Context & MaybeEnded = Object.assign(contextValue, { [OUTCOME]: outcome });
      return apolloServer.executeOperation(request, { contextValue: ended });
    };
    try {
      listener.didResolveOperation?.(resolved);
    } catch (error) {
      return end({ kind: "refused", error });
    }
    listener.executionDidStart?.(resolved);
    const executing = execute({ ...resolved, context: contextValue });
    const result = await executing.catch(() => null);
    // Against another schema, the pipeline might refuse what has been executed.
    if (result === null || (result.errors !== undefined && schema === resolved.schema))
      return end({ kind: "executed", executing, head: response.http });
    const { errors, ...answered } = result;
    if (errors !== undefined) listener.didEncounterErrors?.({ ...resolved, errors });
    const told = errors?.map((error) => formatError(error.toJSON(), error));
    const singleResult = told === undefined ? answered : { ...answered, errors: told };
    const whole: GraphQLResponse = { ...response, body: { kind: "single", singleResult } };
    listener.willSendResponse?.({ ...resolved, response: whole });
    return whole;
  }

  return {
    /** Executes a usual request in the shorter way where that can be, and else in Apollo Server's own. */
    execute(apolloServer: ApolloServer<Context>, request: GraphQLRequest, contextValue: Context) {
      const resolved = resolve(request, contextValue);
      if (resolved === null) return apolloServer.executeOperation(request, { contextValue });
      return executeKnown(apolloServer, resolved);
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
