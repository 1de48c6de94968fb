import { EventEmitter, on, once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { GraphQLError, type GraphQLSchema } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { stopAfterTests } from "../../support/started-processes.ts";

/** Its own types would change those of graphql for the whole project. */
interface Yoga {
  readonly createYoga: (options: object) => RequestListener;
  readonly createSchema: (options: object) => GraphQLSchema;
}

const YOGA: string = "graphql-yoga";

/** A subgraph of others' making: graphql-yoga for Server-Sent Events, graphql-ws for graphql-transport-ws. */
export interface Clock {
  readonly url: string;
  /** What has been asked, oldest first: requests and upgrades. */
  readonly requests: readonly IncomingMessage[];
  /** The payloads of `connection_init`. */
  readonly connectionParams: readonly unknown[];
  /** Subscriptions to `ticks` that are open. */
  countOpen(): number;
  tick(value: unknown): void;
  /** Completes all subscriptions. */
  stopTicking(): void;
  /** Breaks every connection. */
  breakConnections(): void;
}

/** Starts it on a free port; it is stopped after the file's tests. */
export async function startClock(): Promise<Clock> {
  const clock = new EventEmitter();
  const follow = () => on(clock, "tick", { close: ["stop"] });
  const { createYoga, createSchema } = (await import(YOGA)) as Yoga;
  const schema = createSchema({
    typeDefs: `
      scalar Any
      type Query { now: Int }
      type Subscription { ticks: Any other: Any forbidden: Int }
    `,
    resolvers: {
      Subscription: {
        ticks: { subscribe: follow, resolve: readTick },
        other: { subscribe: follow, resolve: readTick },
        forbidden: {
          subscribe: () => {
            throw new GraphQLError("Not for you.", { extensions: { code: "FORBIDDEN" } });
          },
        },
      },
    },
  });
  const requests: IncomingMessage[] = [];
  const connectionParams: unknown[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(createYoga({ schema, logging: false, maskedErrors: false }));
  server.on("request", (request) => requests.push(request)).on("upgrade", (request) => requests.push(request));
  server.on("connection", (socket) => sockets.add(socket));
  const onConnect = (context: { connectionParams?: unknown }) => void connectionParams.push(context.connectionParams);
  const webSockets = new WebSocketServer({ server });
  useServer({ schema, onConnect }, webSockets);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const breakConnections = () => {
    for (const socket of webSockets.clients) socket.terminate();
    for (const socket of sockets) socket.destroy();
  };
  stopAfterTests(async () => {
    server.close();
    breakConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    requests,
    connectionParams,
    countOpen: () => clock.listenerCount("tick"),
    tick: (value) => clock.emit("tick", value),
    stopTicking: () => clock.emit("stop"),
    breakConnections,
  };
}

function readTick([value]: unknown[]): unknown {
  if (value instanceof Error) throw value;
  return value;
}
