import type { FastifyRequest } from "fastify";
import type { GraphQLFormattedError } from "graphql";
import { MessageType } from "graphql-ws";
import { BatchedReply } from "../../packages/server/graphql/operation-reply.ts";
import { isRecord } from "../../packages/server/is-record.ts";
import { SLOW_CLIENT } from "../../packages/server/streams/client-sink.ts";
import {
  type Delivery,
  type ResultSink,
  type ResultStream,
  type StopReason,
  StreamedResult,
  WHOLE_ANSWER,
} from "../../packages/server/streams/result-stream.ts";
import type { Outbox } from "./outbox.ts";

/** Executes the operation of a request that came over a socket. Never rejects. */
export type ExecuteOperation = (request: FastifyRequest, reply: BatchedReply, delivery: Delivery) => Promise<void>;

/** An operation that is under way. */
export interface SocketOperation {
  /** Ends it: the client wants no more. */
  stop(): void;
  /** Goes on with a later token of its caller. */
  renewToken(accessToken: string): void;
}

/**
 * Executes the operation `id` of a socket, and sends what comes of it.
 * @param onEnd called when it has come to its end by itself
 */
export function beginOperation(
  id: string,
  request: FastifyRequest,
  execute: ExecuteOperation,
  outbox: Outbox,
  onEnd: () => void,
): SocketOperation {
  const reply = new BatchedReply();
  const delivery: Delivery = { ...WHOLE_ANSWER, takesStream: true };
  let stop: ((reason: StopReason) => void) | null = null;
  /** A token that came after the operation. */
  let laterToken: string | null = null;
  /** Why nothing more is sent; null: something may be. */
  let over: StopReason | "ended" | null = null;

  function send(type: MessageType, json: string): void {
    outbox.send(`{"id":${JSON.stringify(id)},"type":"${type}","payload":${json}}`);
  }

  function finish(reason: StopReason | "ended", errors: readonly GraphQLFormattedError[]): void {
    if (over !== null) return;
    over = reason;
    if (errors.length > 0) send(MessageType.Error, JSON.stringify(errors));
    else outbox.send(JSON.stringify({ id, type: MessageType.Complete }));
    onEnd();
  }

  const sink: ResultSink = {
    next({ json, bytes }) {
      if (over !== null) return;
      if (outbox.hasRoom(bytes)) {
        send(MessageType.Next, json);
        return;
      }
      finish("slow", [SLOW_CLIENT]);
      stop?.("slow");
    },
    end: (errors = []) => finish("ended", errors),
  };

  function start(stream: ResultStream): void {
    const stopStream = stream.start(sink);
    if (over === null) stop = stopStream;
    // It ended while it began.
    else if (over !== "ended") stopStream(over);
    if (laterToken !== null) stream.renewToken?.(laterToken);
  }

  function sendAnswer(): void {
    const errors = readRefusal(reply);
    if (errors === null) sink.next(new StreamedResult(reply.text));
    finish("ended", errors ?? []);
  }

  void execute(request, reply, delivery).then(() => {
    reply.close();
    if (over !== null) return;
    if (delivery.stream === null) sendAnswer();
    else start(delivery.stream);
  });
  return {
    stop() {
      if (over !== null) return;
      over = "left";
      reply.close();
      stop?.("left");
    },
    renewToken(accessToken) {
      laterToken = accessToken;
      if (stop !== null) delivery.stream?.renewToken?.(accessToken);
    },
  };
}

/** The errors of an operation that was not executed; null: its answer is a result. */
function readRefusal({ status, text }: BatchedReply): readonly GraphQLFormattedError[] | null {
  if (status < 400 && !text.startsWith('{"errors"')) return null;
  const answer: unknown = JSON.parse(text);
  return isRecord(answer) && !("data" in answer) && Array.isArray(answer.errors) ? answer.errors : null;
}
