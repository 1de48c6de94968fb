import { runProcess } from "../../service/run-process.ts";
import { readSubgraphConfig } from "../runtime/config.ts";
import { prepareClientOptions } from "../runtime/database/prisma-client.ts";
import { seedDemoData } from "../runtime/seed-demo-data.ts";
import { startSubgraph } from "../runtime/start-subgraph.ts";
import { createBooks } from "./books.ts";
import { seedDemoBooks } from "./demo-data.ts";
import { PrismaClient } from "./generated/prisma/client.ts";
import { createLoaders } from "./loaders.ts";
import { resolvers } from "./resolvers.ts";

await runProcess("books", async (environment) => {
  const config = readSubgraphConfig("books", 4002, environment);
  const prisma = new PrismaClient(await prepareClientOptions(config));
  await seedDemoData(config, () => seedDemoBooks(prisma));
  const books = createBooks(prisma);
  return startSubgraph({
    config,
    schemaFile: new URL("./schema.graphql", import.meta.url),
    resolvers,
    createContext: (base) => ({ ...base, books, loaders: createLoaders(books) }),
    database: prisma,
  });
});
