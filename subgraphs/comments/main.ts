import { runProcess } from "../../service/run-process.ts";
import { readSubgraphConfig } from "../runtime/config.ts";
import { prepareClientOptions } from "../runtime/database/prisma-client.ts";
import { seedDemoData } from "../runtime/seed-demo-data.ts";
import { startSubgraph } from "../runtime/start-subgraph.ts";
import { createComments } from "./comments.ts";
import { seedDemoComments } from "./demo-data.ts";
import { PrismaClient } from "./generated/prisma/client.ts";
import { createLoaders } from "./loaders.ts";
import { resolvers } from "./resolvers.ts";

await runProcess("comments", async (environment) => {
  const config = readSubgraphConfig("comments", 4003, environment);
  const prisma = new PrismaClient(await prepareClientOptions(config));
  await seedDemoData(config, () => seedDemoComments(prisma));
  const comments = createComments(prisma);
  return startSubgraph({
    config,
    schemaFile: new URL("./schema.graphql", import.meta.url),
    resolvers,
    createContext: (base) => ({ ...base, comments, loaders: createLoaders(comments) }),
    database: prisma,
  });
});
