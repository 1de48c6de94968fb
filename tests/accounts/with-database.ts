import { join } from "node:path";
import { PrismaClient } from "../../subgraphs/accounts/generated/prisma/client.ts";
import { createDatabaseAdapter } from "../../subgraphs/shared/database/adapter.ts";

/**
 * Lets `use` work on the database of a running process: for what no operation can bring about or show. `statements`
 * grows by the SQL of each statement that `prisma` runs.
 */
export async function withDatabase<Result>(
  { dataDirectory }: { readonly dataDirectory: string },
  use: (prisma: PrismaClient, statements: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const adapter = createDatabaseAdapter(`file:${join(dataDirectory, "accounts.db")}`);
  const prisma = new PrismaClient({ adapter, log: [{ emit: "event", level: "query" }] });
  const statements: string[] = [];
  prisma.$on("query", ({ query }) => statements.push(query));
  try {
    return await use(prisma, statements);
  } finally {
    await prisma.$disconnect();
  }
}
