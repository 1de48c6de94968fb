import { join } from "node:path";
import { PrismaClient } from "../../subgraphs/accounts/generated/prisma/client.ts";
import { createDatabaseAdapter } from "../../subgraphs/runtime/database/adapter.ts";

/** Lets `use` work on the database of a running process: for what no operation can bring about. */
export async function withDatabase<Result>(
  { dataDirectory }: { readonly dataDirectory: string },
  use: (prisma: PrismaClient) => Promise<Result>,
): Promise<Result> {
  const adapter = createDatabaseAdapter(`file:${join(dataDirectory, "accounts.db")}`);
  const prisma = new PrismaClient({ adapter });
  try {
    return await use(prisma);
  } finally {
    await prisma.$disconnect();
  }
}
