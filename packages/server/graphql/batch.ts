import type { FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLError } from "graphql";
import { refuseBadRequest } from "../errors/bad-request.ts";
import { restrictCacheControl } from "../http/strictest-cache-control.ts";
import { inherit } from "../inherit.ts";
import { isRecord } from "../is-record.ts";
import { BatchedReply } from "./operation-reply.ts";

/** How many operations a batch may have, and what sets that. */
export interface BatchLimit {
  /** 0: there are no batches. */
  readonly maximum: number;
  readonly setting: string;
}

declare module "fastify" {
  interface FastifyRequest {
    /** The place of the operation in its batch; absent where it came alone. */
    readonly batchIndex?: number;
  }
}

/** Why a body is refused as a batch, HTTP 400; null: it is one, or is one operation. */
export function findBatchRefusal(body: unknown, { maximum, setting }: BatchLimit): GraphQLError | null {
  if (!Array.isArray(body)) return null;
  const refuse = (message: string) => refuseBadRequest("BAD_REQUEST", message);
  if (maximum === 0) return refuse(`Batches are off (${setting}). Send each operation in a request of its own.`);
  if (body.length === 0) return refuse("The batch has no operation.");
  if (body.length > maximum)
    return refuse(`The batch has ${body.length} operations; at most ${maximum} are allowed (${setting}).`);
  const index = body.findIndex((member) => !isRecord(member) || Object.keys(member).length === 0);
  return index < 0 ? null : refuse(`Operation ${index + 1} of the batch is not a JSON object with a query.`);
}

/**
 * Answers each operation of `batch` as if it came alone, and puts the answers together in their order.
 * @param answer never rejects for a fault of one operation
 */
export async function answerBatch(
  batch: readonly unknown[],
  request: FastifyRequest,
  reply: FastifyReply,
  answer: (request: FastifyRequest, reply: BatchedReply) => Promise<unknown>,
): Promise<FastifyReply> {
  const answers = batch.map(() => new BatchedReply());
  // The client has left.
  reply.raw.once("close", () => {
    for (const own of answers) own.close();
  });
  await Promise.all(
    answers.map(async (own, batchIndex) => {
      await answer(inherit(request, { body: batch[batchIndex], batchIndex }), own);
      own.close();
    }),
  );
  return sendAnswers(reply, answers);
}

/** These invite the client to send all of it again. */
const RETRIED: readonly number[] = [429, 503];

/** The status is the highest; where an operation was executed, none that would have it executed again. */
function sendAnswers(reply: FastifyReply, answers: readonly BatchedReply[]): FastifyReply {
  const isExecuted = answers.some(({ status }) => status < 400);
  const counted = answers.map(({ status }) => (isExecuted && RETRIED.includes(status) ? 200 : status));
  const status = Math.max(...counted);
  const names = new Set(answers.flatMap(({ headers }) => [...headers.keys()]));
  if (!RETRIED.includes(status)) names.delete("retry-after");
  for (const name of names) {
    const lists = answers.map(({ headers }) => [headers.get(name) ?? []].flat().map(String));
    reply.header(name, mergeHeader(name, lists));
  }
  return reply.code(status).send(`[${answers.map(({ text }) => text).join(",")}]\n`);
}

/** @param lists the values in each answer */
function mergeHeader(name: string, lists: readonly (readonly string[])[]): string | string[] {
  const values = lists.flat();
  if (name === "set-cookie") return values;
  if (name === "retry-after") return String(Math.max(...values.map(Number)));
  // An answer that does not say how long it is good is good for nothing but itself.
  if (name === "cache-control") return lists.map((own) => own.join() || "no-store").reduce(restrictCacheControl);
  return values.at(-1) ?? "";
}
