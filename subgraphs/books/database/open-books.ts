import type { SubgraphConfig } from "../../shared/config.ts";
import { isPostgresql } from "../../shared/database/postgresql/connection-settings.ts";
import { prepareClientOptions } from "../../shared/database/prisma-client.ts";
import { PrismaClient } from "../generated/prisma/client.ts";
import { type BookStatements, createStatements } from "./sqlite.ts";

/** The database of books: Prisma's client, and the statements that each kind of database has in its own words. */
export interface BooksDatabase {
  readonly prisma: PrismaClient;
  readonly statements: BookStatements;
}

/** Opens the database of the configuration, and migrates it. @throws StartupError when it cannot be used */
export async function openBooksDatabase(
  config: Pick<SubgraphConfig, "name" | "databaseUrl" | "logLevel">,
): Promise<BooksDatabase> {
  const options = await prepareClientOptions(config);
  if (!isPostgresql(config.databaseUrl)) {
    const prisma = new PrismaClient(options);
    return { prisma, statements: createStatements(prisma) };
  }
  const [client, statements] = await Promise.all([
    import("../generated/postgresql/client.ts"),
    import("./postgresql.ts"),
  ]);
  // Both clients are made from one model. Their types differ in what nothing here uses.
  const prisma = new client.PrismaClient(options) as unknown as PrismaClient;
  return { prisma, statements: statements.createStatements(prisma) };
}
