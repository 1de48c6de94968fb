import "../../packages/server/process/supported-node.ts";

import { runProcess } from "../../packages/server/process/run-process.ts";
import { openNewsChannel } from "../shared/event-log/open-news-channel.ts";
import { seedDemoData } from "../shared/seed-demo-data.ts";
import { startSubgraph } from "../shared/start-subgraph.ts";
import { createBooks } from "./books.ts";
import { readBooksConfig } from "./config.ts";
import { openBooksDatabase } from "./database/open-books.ts";
import { seedDemoBooks } from "./demo-data.ts";
import { openBookEvents } from "./events/book-events.ts";
import { createLoaders } from "./loaders.ts";
import { resolvers } from "./resolvers.ts";
import { createScanQueue } from "./scan-queue.ts";
import { TEXT_LIMITS } from "./text-limits.ts";

await runProcess("books", async (environment) => {
  const config = readBooksConfig(environment);
  const database = await openBooksDatabase(config);
  const { prisma } = database;
  await seedDemoData(config, () => seedDemoBooks(prisma));
  const news = await openNewsChannel(config.databaseUrl, "events");
  const events = await openBookEvents(prisma, config.retainedEvents, news);
  const books = createBooks(database, createScanQueue(), events.announce);
  return startSubgraph({
    config,
    schemaFile: new URL("./schema.graphql", import.meta.url),
    resolvers,
    textLimits: TEXT_LIMITS,
    createContext: (base) => ({ ...base, books, events, loaders: createLoaders(books) }),
    database: prisma,
    addGuardedRoutes: events.serve,
  });
});
