import type { FastifyReply } from "fastify";
import { restrictCacheControl } from "../http/strictest-cache-control.ts";
import type { BatchedReply } from "./operation-reply.ts";

/** Writes the answers to the operations of a batch, in their order, as one reply. */
export function sendBatch(reply: FastifyReply, answers: readonly BatchedReply[]): FastifyReply {
  const status = chooseStatus(answers.map((answer) => answer.status));
  const names = new Set(answers.flatMap(({ headers }) => [...headers.keys()]));
  if (!RETRIED.includes(status)) names.delete("retry-after");
  for (const name of names) {
    reply.header(name, mergeHeader(name, answers.map(({ headers }) => headers.get(name)).map(listValues)));
  }
  return reply.code(status).send(`[${answers.map(({ text }) => text).join(",")}]\n`);
}

/** These invite the client to send all of it again. */
const RETRIED: readonly number[] = [429, 503];

/** The highest; where an operation was executed, none that would have it executed again. */
function chooseStatus(statuses: readonly number[]): number {
  const isExecuted = statuses.some((status) => status < 400);
  return Math.max(200, ...statuses.filter((status) => !isExecuted || !RETRIED.includes(status)));
}

function listValues(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

/** @param lists the values in each answer */
function mergeHeader(name: string, lists: readonly (readonly string[])[]): string | string[] {
  const values = lists.flat();
  if (name === "set-cookie") return values;
  if (name === "vary") return [...new Set(values)].join(", ");
  if (name === "retry-after") return String(Math.max(...values.map(Number)));
  // An answer that does not say how long it is good is good for nothing but itself.
  if (name === "cache-control")
    return lists.map((own) => own.join() || "no-store").reduce(restrictCacheControl);
  return values.at(-1) ?? "";
}
