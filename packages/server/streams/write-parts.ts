import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { DeferredForm, DeferredWriter } from "./deferred-forms.ts";
import type { DeferredDelivery, DeferredParts } from "./result-stream.ts";

/** Each stage of a request may wait for the end of its answer; Fastify and Node, which send the parts, wait as well. */
const MAXIMUM_LISTENERS = 20;

/** Ends an answer whose work has failed: what has come remains valid. */
const NOTHING_MORE: DeferredDelivery = { pending: [], incremental: [], completed: [], hasNext: false };

/**
 * An answer in parts as bytes, each part as soon as it is ready. When the client leaves, the work ends.
 * @param json the first part
 * @param onFailure hears of a failure that ended the work
 */
export function writeParts(
  reply: FastifyReply,
  form: DeferredForm,
  json: string,
  { pending, deliveries }: DeferredParts,
  onFailure: (error: unknown) => void,
): Readable {
  const iterator = deliveries[Symbol.asyncIterator]();
  const { raw, server } = reply;
  const stopWatch = server.unsentAnswers?.watchStream({
    countUnsent: () => raw.writableLength,
    cutOff: () => raw.socket?.resetAndDestroy(),
  });
  raw.setMaxListeners(MAXIMUM_LISTENERS).once("close", () => {
    stopWatch?.();
    if (!raw.writableFinished) iterator.return?.().catch(onFailure);
  });
  return Readable.from(generate(form.begin(json, pending), iterator, onFailure), { objectMode: false });
}

/** Never throws, and always writes the end. */
async function* generate(
  writer: DeferredWriter,
  iterator: AsyncIterator<DeferredDelivery>,
  onFailure: (error: unknown) => void,
): AsyncGenerator<string> {
  yield writer.first;
  let hasNext = true;
  try {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      hasNext = next.value.hasNext;
      const part = writer.next(next.value);
      if (part !== "") yield part;
    }
  } catch (error) {
    onFailure(error);
  }
  yield `${hasNext ? writer.next(NOTHING_MORE) : ""}${writer.closing}`;
}
