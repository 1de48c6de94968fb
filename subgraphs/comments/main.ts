import "../../packages/server/process/supported-node.ts";

import { runProcess } from "../../packages/server/process/run-process.ts";
import { createRequestSigner } from "../../packages/server/router-auth/sign-request.ts";
import { createProcessLock } from "../shared/database/process-lock.ts";
import { openEventLog } from "../shared/event-log/open-event-log.ts";
import { openNewsChannel } from "../shared/event-log/open-news-channel.ts";
import { seedDemoData } from "../shared/seed-demo-data.ts";
import { startSubgraph } from "../shared/start-subgraph.ts";
import { createFollowedBooks } from "./books/followed-books.ts";
import { addFollowerMetrics } from "./books/follower-metrics.ts";
import { createHttpBookEventSource } from "./books/http-book-event-source.ts";
import { createCommentEventTable } from "./comment-event-table.ts";
import { createComments } from "./comments.ts";
import { readCommentsConfig } from "./config.ts";
import { openCommentsDatabase } from "./database/open-comments.ts";
import { seedDemoComments } from "./demo-data.ts";
import { createLoaders } from "./loaders.ts";
import { resolvers } from "./resolvers.ts";
import { TEXT_LIMITS } from "./text-limits.ts";

await runProcess("comments", async (environment) => {
  const config = readCommentsConfig(environment);
  const database = await openCommentsDatabase(config);
  const { prisma } = database;
  await seedDemoData(config, () => seedDemoComments(database));
  const source = createHttpBookEventSource(config.booksUrl, createRequestSigner(config.routerAuth));
  const followedBooks = createFollowedBooks(database, source, createProcessLock(config.databaseUrl, "follower"));
  const news = await openNewsChannel(config.databaseUrl, "events");
  const events = await openEventLog(createCommentEventTable(prisma), config.retainedEvents, news);
  const comments = createComments(database, followedBooks.lookUp, events.announce);
  return startSubgraph({
    config,
    schemaFile: new URL("./schema.graphql", import.meta.url),
    resolvers,
    textLimits: TEXT_LIMITS,
    createContext: (base) => ({ ...base, comments, events, loaders: createLoaders(comments) }),
    database: prisma,
    addRoutes: (server) => {
      followedBooks.follow(server);
      events.serve(server);
    },
    addMetrics: (registry) => addFollowerMetrics(registry, followedBooks.findState),
    describeState: () => ({ bookEvents: followedBooks.findState() }),
  });
});
