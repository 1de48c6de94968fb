import { openAccountsDatabase } from "../../subgraphs/accounts/database/open-accounts.ts";
import type { PrismaClient } from "../../subgraphs/accounts/generated/prisma/client.ts";
import type { SubgraphDatabase } from "../../subgraphs/shared/database/prisma-client.ts";
import { findDatabaseUrl } from "../support/test-database.ts";

/**
 * Lets `use` work on the database of a running process: for what no operation can bring about or show. `statements`
 * grows by the SQL of each statement that `prisma` runs.
 */
export async function withDatabase<Result>(
  { dataDirectory }: { readonly dataDirectory: string },
  use: (prisma: PrismaClient, statements: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const databaseUrl = findDatabaseUrl(dataDirectory, "accounts");
  const { prisma } = await openAccountsDatabase({ name: "accounts", databaseUrl, logLevel: "debug" });
  const statements: string[] = [];
  const client: SubgraphDatabase = prisma;
  client.$on("query", ({ query }) => statements.push(query));
  try {
    return await use(prisma, statements);
  } finally {
    await prisma.$disconnect();
  }
}
