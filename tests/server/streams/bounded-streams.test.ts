import { PassThrough } from "node:stream";
import { expect, it } from "@jest/globals";
import { type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { buildSchema, parse, subscribe } from "graphql";
import { announceStreams } from "../../../packages/server/http/streamed-answers.ts";
import { boundStreams } from "../../../subgraphs/shared/subscription-streams.ts";
import { waitFor } from "../../support/wait-for.ts";

const MAXIMUM = 2;
const schema = buildSchema("type Query { a: Int } type Subscription { b: Int }");
for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
  field.subscribe = async function* () {
    yield { b: 1 };
  };
}
const server = fastify();
announceStreams(server);
boundStreams(server, schema, MAXIMUM);

/** Begins the answer to a request as a stream. */
function open(): PassThrough {
  const raw = new PassThrough();
  for (const listener of server.streamListeners) listener({} as FastifyRequest, { raw } as unknown as FastifyReply);
  return raw;
}

/** The codes of the errors with which a subscription is refused. */
async function findCodes(): Promise<readonly unknown[]> {
  const result = await subscribe({ schema, document: parse("subscription { b }") });
  return "errors" in result ? (result.errors ?? []).map(({ extensions }) => extensions.code) : [];
}

it("a subgraph opens so many streams, and more once one of them has ended; it cuts them off when it stops", async () => {
  const [first, last] = [open(), open()];
  expect(await findCodes()).toEqual(["SERVICE_UNAVAILABLE"]);
  first.destroy();
  await waitFor("room", async () => (await findCodes()).length === 0);
  await server.close();
  expect(last.destroyed).toBe(true);
});
