import type { FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLError } from "graphql";
import { refuseBadRequest } from "../errors/bad-request.ts";
import type { RequestSummary } from "../http/request-log.ts";
import { isRecord } from "../is-record.ts";
import { sendBatch } from "./batch-answer.ts";
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

/** So many operations of one batch are executed at once. */
const MAXIMUM_AT_ONCE = 10;

/** Why a batch is refused as a whole, HTTP 400; null: it is not. */
export function findBatchRefusal(
  batch: readonly unknown[],
  { maximum, setting }: BatchLimit,
): GraphQLError | null {
  const refuse = (message: string) => refuseBadRequest("BAD_REQUEST", message);
  if (maximum === 0)
    return refuse(`Batches are off (${setting}). Send each operation in a request of its own.`);
  if (batch.length === 0) return refuse("The batch has no operation.");
  if (batch.length > maximum)
    return refuse(`The batch has ${batch.length} operations; at most ${maximum} are allowed (${setting}).`);
  const index = batch.findIndex((member) => !isRecord(member) || Object.keys(member).length === 0);
  return index < 0 ? null : refuse(`Operation ${index + 1} of the batch is not a JSON object with a query.`);
}

/**
 * Answers each operation of `batch` as if it came alone, several at once, and puts the answers together.
 * @param answer never rejects for a fault of one operation
 */
export async function answerBatch(
  batch: readonly unknown[],
  request: FastifyRequest,
  reply: FastifyReply,
  answer: (request: FastifyRequest, reply: BatchedReply) => Promise<unknown>,
): Promise<FastifyReply> {
  const members = batch.map((body, batchIndex) => createMember(request, body, batchIndex));
  // The client has left.
  reply.raw.once("close", () => {
    for (const member of members) member.reply.close();
  });
  const waiting = members.values();
  const answerWaiting = async () => {
    for (const member of waiting) {
      await answer(member.request, member.reply);
      member.reply.close();
    }
  };
  await Promise.all(Array.from({ length: MAXIMUM_AT_ONCE }, answerWaiting));
  for (const member of members) addSummary(request.summary, member.request.summary);
  return sendBatch(
    reply,
    members.map((member) => member.reply),
  );
}

function createMember(request: FastifyRequest, body: unknown, batchIndex: number) {
  const own: Pick<FastifyRequest, "body" | "summary"> & { batchIndex: number } = {
    body,
    summary: {},
    batchIndex,
  };
  const member: FastifyRequest = Object.create(request, Object.getOwnPropertyDescriptors(own));
  return { request: member, reply: new BatchedReply() };
}

const MAXIMUM_NAMES_LENGTH = 256;

/** Puts what the access log says of an operation into what it says of its batch. */
function addSummary(
  whole: RequestSummary,
  { operationName, isMutation, errorCodes, subgraphs }: RequestSummary,
): void {
  if (operationName !== undefined) {
    const names = [whole.operationName, operationName].filter((name) => name !== undefined);
    whole.operationName = names.join(", ").slice(0, MAXIMUM_NAMES_LENGTH);
  }
  if (isMutation) whole.isMutation = true;
  if (errorCodes !== undefined) whole.errorCodes = [...new Set([...(whole.errorCodes ?? []), ...errorCodes])];
  for (const [name, { fetches, milliseconds }] of Object.entries(subgraphs ?? {})) {
    const before = whole.subgraphs?.[name] ?? { fetches: 0, milliseconds: 0 };
    const sum = { fetches: before.fetches + fetches, milliseconds: before.milliseconds + milliseconds };
    whole.subgraphs = { ...whole.subgraphs, [name]: sum };
  }
}
