import type { FastifyReply, FastifyRequest } from "fastify";
import { beginStream } from "../http/streamed-answers.ts";
import type { AcceptedForms } from "../streams/accepted-forms.ts";
import { ClientSink } from "../streams/client-sink.ts";
import { type Delivery, type ResultStream, StreamedResult } from "../streams/result-stream.ts";
import { EVENT_STREAM, type StreamForm } from "../streams/stream-forms.ts";
import { writeParts } from "../streams/write-parts.ts";
import type { OperationReply } from "./operation-reply.ts";

/** A reply that keeps its body back: the form of the answer is chosen when the operation is executed. */
export class HeldReply implements OperationReply {
  readonly raw: FastifyReply["raw"];
  readonly #reply: FastifyReply;
  body: string | Uint8Array = "";

  constructor(reply: FastifyReply) {
    this.raw = reply.raw;
    this.#reply = reply;
  }

  header(name: string, value: unknown): void {
    this.#reply.header(name, value);
  }

  code(status: number): void {
    this.#reply.code(status);
  }

  send(body: string | Uint8Array): void {
    this.body = body;
  }
}

/** Nothing on the way may keep, compress or hold back what is sent. */
const UNTOUCHED = { "cache-control": "no-cache, no-store, no-transform", "x-accel-buffering": "no" };

/** Sends what the operation has come to, in the form that the client takes. */
export function sendAccepted(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string | Uint8Array,
  delivery: Delivery,
  forms: AcceptedForms,
): FastifyReply {
  // Nothing begins for a client that has left: its end would not be heard.
  const isThere = !reply.raw.destroyed;
  if (isThere && delivery.stream !== null && forms.stream !== null)
    return sendStream(request, reply, delivery.stream, forms.stream);
  const { whole, parts } = forms;
  const text = () => (typeof body === "string" ? body : Buffer.from(body).toString());
  if (isThere && delivery.parts !== null && parts !== null) {
    reply.headers({ ...UNTOUCHED, "content-type": parts.contentType });
    return reply.send(
      writeParts(reply, parts, text(), delivery.parts, (err) =>
        request.log.error({ err }, "an answer in parts failed"),
      ),
    );
  }
  if (whole === null) return reply.send(body);
  return reply
    .code(whole.findStatus(reply.statusCode))
    .headers({ ...UNTOUCHED, "content-type": whole.contentType })
    .send(whole.whole(new StreamedResult(text()).json));
}

function sendStream(
  request: FastifyRequest,
  reply: FastifyReply,
  stream: ResultStream,
  form: StreamForm,
): FastifyReply {
  const head = form === EVENT_STREAM ? stream.head : {};
  reply.headers({ ...UNTOUCHED, ...head, "content-type": form.contentType });
  beginStream(request, reply);
  new ClientSink(form, reply.raw, request.server.unsentAnswers).begin(stream);
  return reply;
}
