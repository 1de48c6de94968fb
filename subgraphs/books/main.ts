import { runProcess } from "../../service/run-process.ts";
import { readSubgraphConfig } from "../runtime/config.ts";
import { openDatabase } from "../runtime/database/open-database.ts";
import { startSubgraph } from "../runtime/start-subgraph.ts";
import { createBooks } from "./books.ts";
import { seedDemoBooks } from "./demo-data.ts";
import { PrismaClient } from "./generated/prisma/client.ts";
import { createLoaders } from "./loaders.ts";
import { resolvers } from "./resolvers.ts";

await runProcess("books", async (environment) => {
  const config = readSubgraphConfig("books", 4002, environment);
  const prisma = new PrismaClient({ adapter: await openDatabase(config.name, config.databaseUrl) });
  if (config.seedDemo) await seedDemoBooks(prisma);
  const books = createBooks(prisma);
  return startSubgraph({
    config,
    schemaFile: new URL("./schema.graphql", import.meta.url),
    resolvers,
    createContext: (base) => ({ ...base, books, loaders: createLoaders(books) }),
    checkDatabase: () => prisma.book.findFirst({ select: { id: true } }),
    close: () => prisma.$disconnect(),
  });
});
