import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import { refuseForNow } from "../../packages/server/errors/retry-after.ts";
import { liftDeadline } from "./request-deadline.ts";

/** Each stream holds a connection open, and some 20 KB. */
const MAXIMUM_STREAMS = 10_000;

/**
 * Bounds the streams that `server` gives for the subscriptions of `schema`. They have no deadline. When the server closes,
 * they are cut off and not completed: the router goes on at another process, or here after the restart.
 */
export function boundStreams(server: FastifyInstance, schema: GraphQLSchema, maximum = MAXIMUM_STREAMS): void {
  const open = new Set<ServerResponse>();
  server.streamListeners.push((_request, { raw }) => {
    open.add(raw);
    raw.once("close", () => open.delete(raw));
  });
  server.addHook("preClose", (done) => {
    for (const response of open) response.destroy();
    done();
  });
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    const { subscribe } = field;
    field.subscribe = (...given) => {
      if (open.size >= maximum) {
        throw refuseForNow({ code: "SERVICE_UNAVAILABLE", message: "Too many streams are open. Try again soon." });
      }
      liftDeadline();
      return subscribe?.(...given);
    };
  }
}
