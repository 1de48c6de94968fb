import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";
import { bulkhead } from "cockatiel";
import type { FastifyInstance, FastifyReply } from "fastify";
import { GRAPHQL_ROUTE } from "../../../packages/server/graphql/graphql-route.ts";
import type { RequestListener } from "../../../packages/server/graphql/request-listener.ts";
import { addVary } from "../vary.ts";
import { type ContentCoding, chooseEncoding } from "./choose-encoding.ts";

/** Shorter answers are not worth it; `COMPRESSION_MIN_BYTES`. */
export const DEFAULT_MINIMUM_BYTES = 1_024;

/** Half of Node's threads: the other half is for files and names. */
const AT_ONCE = 2;
/** Answers that wait for a thread; further ones are sent as they are. */
const WAITING = 64;

/** Higher qualities gain little and take long. */
const BROTLI_QUALITY = 4;

/**
 * Compresses the GraphQL answers of `server` on Node's thread pool, as their clients accept it. Shorter answers than
 * `minimumBytes` are compressed only if a client accepts nothing else. An answer with `no-transform` (RFC 9111 §5.2.2.6)
 * is sent as it is. Register it before hooks that count a request as done when its answer is sent.
 */
export function compressAnswers(server: FastifyInstance, minimumBytes: number): void {
  const threads = bulkhead(AT_ONCE, WAITING);
  const isBusy = () => threads.executionSlots === 0 && threads.queueSlots === 0;

  server.addHook("onSend", async (request, reply, payload) => {
    if (request.routeOptions.url !== GRAPHQL_ROUTE || !isWhole(payload)) return payload;
    addVary(reply, "accept-encoding");
    const { coding, acceptsPlain } = chooseEncoding(request.headers);
    const isWorthIt = !acceptsPlain || Buffer.byteLength(payload) >= minimumBytes;
    if (coding === null || !isWorthIt || mustStay(reply) || isBusy()) return payload;
    const compressed = await threads.execute(() => COMPRESS[coding](payload));
    reply.header("content-encoding", coding).header("content-length", compressed.length);
    return compressed;
  });
}

/**
 * Keeps the answers of mutations from being compressed, here and by proxies that obey `no-transform`. A sign-in answers
 * tokens beside text of the client's choice: the compressed size of both together reveals the tokens (BREACH).
 */
export function createPlainMutations(): RequestListener<object> {
  return {
    willSendResponse({ operation, response }) {
      if (operation?.operation !== "mutation") return;
      response.http.headers.set("cache-control", "no-store, no-transform");
    },
  };
}

type WholePayload = string | Buffer;

function isWhole(payload: unknown): payload is WholePayload {
  return typeof payload === "string" || Buffer.isBuffer(payload);
}

function mustStay(reply: FastifyReply): boolean {
  return reply.hasHeader("content-encoding") || String(reply.getHeader("cache-control")).includes("no-transform");
}

const compressWithBrotli = promisify<WholePayload, object, Buffer>(brotliCompress);
const compressWithGzip = promisify<WholePayload, Buffer>(gzip);

const COMPRESS: Readonly<Record<ContentCoding, (payload: WholePayload) => Promise<Buffer>>> = {
  br: (payload) =>
    compressWithBrotli(payload, {
      params: {
        [zlib.BROTLI_PARAM_MODE]: zlib.BROTLI_MODE_TEXT,
        [zlib.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [zlib.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(payload),
      },
    }),
  gzip: (payload) => compressWithGzip(payload),
};
