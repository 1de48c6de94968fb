import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { PrismaClient } from "../../subgraphs/accounts/generated/prisma/client.ts";
import { DRIVER } from "../../subgraphs/shared/database/driver/connect-sqlite.ts";
import { openSqlite } from "../../subgraphs/shared/database/driver/sqlite-database.ts";
import { openDatabase } from "../../subgraphs/shared/database/open-database.ts";
import { explainDatabaseError } from "../../subgraphs/shared/database/prisma-errors.ts";
import { shareDatabase } from "../../subgraphs/shared/database/share-database.ts";
import { createDataFolder } from "../support/data-folder.ts";
import { stopAfterTests } from "../support/started-processes.ts";
import { findFailure } from "./find-failure.ts";

const file = join(createDataFolder(), "accounts.db");
const writable = new PrismaClient({ adapter: await openDatabase("accounts", `file:${file}`) });
// The user who runs the tests may be allowed to write any file: a connection that may not meets the same errors.
const readOnly = new PrismaClient({ adapter: { ...DRIVER, connect: async () => shareDatabase(open(), open()) } });
stopAfterTests(() => Promise.all([readOnly.$disconnect(), writable.$disconnect()]));

function open() {
  return openSqlite(file, { timeoutMs: 0, isReadOnly: true });
}

const user = { id: "1", username: "", usernameKey: "", passwordHash: "" };

async function explainFailure(write: PromiseLike<unknown>): Promise<unknown> {
  return explainDatabaseError(await findFailure(write))?.toJSON() ?? null;
}

describe("a database that may not be written", () => {
  it.each<[string, () => PromiseLike<unknown>]>([
    ["a statement", () => readOnly.user.create({ data: user })],
    ["raw SQL", () => readOnly.$executeRaw`DELETE FROM User`],
    ["statements of one transaction", () => readOnly.$transaction([readOnly.user.create({ data: user })])],
    ["a transaction", () => readOnly.$transaction((transaction) => transaction.user.create({ data: user }))],
  ])("is SERVICE_UNAVAILABLE for %s, in words for clients", async (_what, write) => {
    expect(await explainFailure(write())).toEqual({
      message: "The storage fails right now, so that nothing can be saved. Try again later.",
      extensions: { code: "SERVICE_UNAVAILABLE" },
    });
  });

  it("is read all the same", async () => {
    await writable.user.create({ data: user });
    expect(await readOnly.user.count()).toBe(1);
    await writable.user.deleteMany();
  });

  it("is told from other failures, which are for the log alone", async () => {
    await writable.user.create({ data: user });
    expect(await explainFailure(writable.user.create({ data: user }))).toBeNull();
    expect(await explainFailure(Promise.reject(new Error("SQLITE_FULL")))).toBeNull();
  });
});
