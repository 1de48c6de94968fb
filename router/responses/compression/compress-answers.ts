import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";
import { bulkhead } from "cockatiel";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { CompressionSettings } from "../variables.ts";
import { addVary, GRAPHQL_ROUTE } from "../vary.ts";
import { type ContentCoding, chooseEncoding } from "./choose-encoding.ts";

/** Half of Node's threads: the other half is for files and names. */
const AT_ONCE = 2;
/** Answers that wait for those; the next is sent as it is. */
const WAITING = 64;

/** From here on brotli gains little and takes long. */
const BROTLI_QUALITY = 4;

/**
 * Compresses the GraphQL answers of `server` as their clients accept it, on Node's thread pool: those of
 * `minimumBytes` or more, and those that a client accepts no other way. What says `no-transform` (RFC 9111 §5.2.2.6) is
 * left alone. Register it before whatever counts a request as done when its answer is sent.
 */
export function compressAnswers(server: FastifyInstance, { minimumBytes }: CompressionSettings): void {
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

type WholePayload = string | Buffer;

function isWhole(payload: unknown): payload is WholePayload {
  return typeof payload === "string" || Buffer.isBuffer(payload);
}

function mustStay(reply: FastifyReply): boolean {
  return (
    reply.hasHeader("content-encoding") || String(reply.getHeader("cache-control")).includes("no-transform")
  );
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
