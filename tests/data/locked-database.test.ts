import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { seedDemoUsers } from "../../subgraphs/accounts/demo-data.ts";
import { PrismaClient } from "../../subgraphs/accounts/generated/prisma/client.ts";
import { createPasswordHasher } from "../../subgraphs/accounts/password.ts";
import { openSqlite } from "../../subgraphs/shared/database/driver/sqlite-database.ts";
import { prepareClientOptions } from "../../subgraphs/shared/database/prisma-client.ts";
import { explainDatabaseError } from "../../subgraphs/shared/database/prisma-errors.ts";
import { seedDemoData } from "../../subgraphs/shared/seed-demo-data.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { stopAfterTests } from "../support/started-processes.ts";
import { findFailure } from "./find-failure.ts";

const file = join(createDataFolder(), "accounts.db");
const prisma = new PrismaClient(
  await prepareClientOptions({ name: "accounts", databaseUrl: `file:${file}`, logLevel: "info" }),
);
const otherProcess = openSqlite(file, { timeoutMs: 0 });
stopAfterTests(async () => {
  await prisma.$disconnect();
  otherProcess.close();
});

const user = { id: "1", username: "", usernameKey: "", passwordHash: "" };

/** Takes the write lock of the database, as another process does while it writes. */
function holdLock(): () => void {
  otherProcess.run("BEGIN IMMEDIATE");
  return () => otherProcess.run("ROLLBACK");
}

describe("a database that another process holds", () => {
  it.each<[string, () => PromiseLike<unknown>]>([
    ["a statement", () => prisma.user.create({ data: user })],
    ["raw SQL", () => prisma.$executeRaw`DELETE FROM User`],
    ["statements of one transaction", () => prisma.$transaction([prisma.user.create({ data: user })])],
    ["a transaction", () => prisma.$transaction((transaction) => transaction.user.create({ data: user }))],
  ])("is SERVICE_UNAVAILABLE for %s, and nothing is saved", async (_what, write) => {
    const release = holdLock();
    const failure = await findFailure(write());
    release();
    expect(explainDatabaseError(failure)?.toJSON()).toEqual({
      message: "Something else is being saved, so that this was not. Try again.",
      extensions: { code: "SERVICE_UNAVAILABLE", retryAfter: 1 },
    });
    expect(await prisma.user.count()).toBe(0);
  });

  it("is told in a few words at the terminal, without the code around the call", async () => {
    const release = holdLock();
    const failure = await findFailure(prisma.user.create({ data: user }));
    release();
    expect(failure).toHaveProperty(
      "message",
      expect.stringMatching(/^\s*Invalid `[^`]+` invocation:\s*Operation has timed out$/),
    );
  });

  it("gets its demo data once the other process is done", async () => {
    const passwordHasher = await createPasswordHasher();
    const release = holdLock();
    let attempts = 0;
    await seedDemoData({ seedDemo: true }, async () => {
      attempts += 1;
      try {
        await seedDemoUsers(prisma, passwordHasher);
      } catch (error) {
        release();
        throw error;
      }
    });
    expect(attempts).toBe(2);
    expect(await prisma.user.count()).toBeGreaterThan(0);
  });
});
