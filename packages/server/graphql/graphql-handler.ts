import type { ApolloServer, BaseContext, GraphQLRequest, GraphQLResponse, HTTPGraphQLRequest } from "@apollo/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import { requirePlainSearch } from "../http/plain-search.ts";
import { type AcceptedForms, findAcceptedForms, notAcceptable } from "../streams/accepted-forms.ts";
import { type Delivery, WHOLE_ANSWER } from "../streams/result-stream.ts";
import { HeldReply, sendAccepted } from "./accepted-answer.ts";
import { answerBatch, type BatchLimit, findBatchRefusal } from "./batch.ts";
import { describeHttpRequest } from "./http-request.ts";
import { type OperationParameters, readOperationParameters } from "./operation-parameters.ts";
import type { OperationReply } from "./operation-reply.ts";
import { describeStreamedGet } from "./streamed-get.ts";
import { describeUsualHttp, findUsualRequest, JSON_MEDIA_TYPE } from "./usual-request.ts";
import { findBytes, stringifyResult } from "./written-data.ts";

/** Answers one HTTP request. */
export type GraphqlHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * Answers one operation with JSON, as if `request` had sent it alone. Where the executor has set a stream in `delivery`,
 * that takes the place of the answer.
 */
export type AnswerOperation = <Reply extends OperationReply>(
  request: FastifyRequest,
  reply: Reply,
  delivery: Delivery,
) => Promise<Reply>;

/** Makes the context of an operation. What it throws is the answer. */
type CreateContext<Context> = (
  request: FastifyRequest,
  parameters: OperationParameters,
  reply: OperationReply,
  delivery: Delivery,
) => Promise<Context>;

/** Executes a usual request. */
export type ExecuteUsual<Context extends BaseContext> = (
  apolloServer: ApolloServer<Context>,
  request: GraphQLRequest,
  contextValue: Context,
  describeHttp: () => HTTPGraphQLRequest,
) => Promise<GraphQLResponse>;

/**
 * Lets `apolloServer`, which has been started, answer requests that Fastify has received. A usual request goes straight
 * to `executeUsual`; Apollo Server reads and refuses all others. The form of an answer is chosen here.
 * @param executeUsual null: no request is usual
 * @param batchLimit null: Apollo Server refuses batches
 */
export function createGraphqlHandler<Context extends BaseContext>(
  apolloServer: ApolloServer<Context>,
  executeUsual: ExecuteUsual<Context> | null,
  createContext: CreateContext<Context>,
  batchLimit: BatchLimit | null,
): { readonly handle: GraphqlHandler; readonly answer: AnswerOperation } {
  /** @param mediaType of the answer; null: the client takes none that there is */
  async function answerAs<Reply extends OperationReply>(
    request: FastifyRequest,
    reply: Reply,
    delivery: Delivery,
    mediaType: string | null,
  ): Promise<Reply> {
    const parameters = readOperationParameters(request);
    const usual = executeUsual === null || mediaType === null ? null : findUsualRequest(request, parameters);
    if (usual === null || executeUsual === null) {
      const create = () =>
        mediaType === null ? Promise.reject(notAcceptable()) : createContext(request, parameters, reply, delivery);
      return answerAny(apolloServer, describeAny(request, delivery, mediaType), reply, create);
    }
    let contextValue: Context;
    try {
      contextValue = await createContext(request, parameters, reply, delivery);
    } catch (error) {
      const http = describeAny(request, delivery, mediaType);
      return answerAny(apolloServer, http, reply, () => Promise.reject(error));
    }
    const response = await executeUsual(apolloServer, usual, contextValue, () => describeUsualHttp(request));
    const { http, body } = response;
    if (body.kind !== "single") throw new Error("Apollo Server answered in parts");
    const written = findBytes(body.singleResult) ?? stringifyResult(body.singleResult);
    // A gateway's response is kept alive until a full garbage collection: without the whole answer, then.
    response.body = NOTHING;
    if (!http.headers.has("content-type")) reply.header("content-type", `${mediaType}; charset=utf-8`);
    return send(reply, http.status, http.headers, written);
  }

  async function answerAccepted(
    request: FastifyRequest,
    reply: FastifyReply,
    forms: AcceptedForms,
  ): Promise<FastifyReply> {
    if (forms.json === null && forms.whole === null) return answerAs(request, reply, WHOLE_ANSWER, null);
    const held = new HeldReply(reply);
    const delivery: Delivery = {
      takesStream: forms.stream !== null,
      takesParts: forms.parts !== null,
      isSafe: request.method === "GET",
      stream: null,
      parts: null,
    };
    await answerAs(request, held, delivery, forms.json ?? JSON_MEDIA_TYPE);
    return sendAccepted(request, reply, held.body, delivery, forms);
  }

  return {
    handle(request, reply) {
      requirePlainSearch(request);
      const { body, headers } = request;
      const { accept = JSON_MEDIA_TYPE } = headers;
      const forms = acceptsJson(accept) ? null : findAcceptedForms(accept);
      if (batchLimit !== null && Array.isArray(body) && findBatchRefusal(body, batchLimit) === null) {
        const mediaType = forms === null ? JSON_MEDIA_TYPE : forms.json;
        return answerBatch(body, request, reply, (member, own) => answerAs(member, own, WHOLE_ANSWER, mediaType));
      }
      return forms === null
        ? answerAs(request, reply, WHOLE_ANSWER, JSON_MEDIA_TYPE)
        : answerAccepted(request, reply, forms);
    },
    answer: (request, reply, delivery) => answerAs(request, reply, delivery, JSON_MEDIA_TYPE),
  };
}

const NOTHING = { kind: "single", singleResult: {} } as const;

/** What most clients send. */
function acceptsJson(accept: string): boolean {
  return accept === JSON_MEDIA_TYPE || accept === "*/*";
}

/** A request as Apollo Server is to read it: it is told of plain JSON alone. */
function describeAny(request: FastifyRequest, delivery: Delivery, mediaType: string | null): HTTPGraphQLRequest {
  const isStreamedGet = delivery.isSafe && delivery.takesStream;
  const http = isStreamedGet ? describeStreamedGet(request) : describeHttpRequest(request);
  http.headers.set("accept", mediaType ?? JSON_MEDIA_TYPE);
  return http;
}

async function answerAny<Context extends BaseContext, Reply extends OperationReply>(
  apolloServer: ApolloServer<Context>,
  httpGraphQLRequest: HTTPGraphQLRequest,
  reply: Reply,
  context: () => Promise<Context>,
): Promise<Reply> {
  const { headers, status, body } = await apolloServer.executeHTTPGraphQLRequest({ httpGraphQLRequest, context });
  // Apollo Server never hears of parts.
  if (body.kind !== "complete") throw new Error("Apollo Server answered in parts");
  return send(reply, status, headers, body.string);
}

function send<Reply extends OperationReply>(
  reply: Reply,
  status: number | undefined,
  headers: Iterable<readonly [string, string]>,
  answer: string | Uint8Array,
): Reply {
  for (const [name, value] of headers) reply.header(name, value);
  reply.code(status ?? 200);
  reply.send(answer);
  return reply;
}
