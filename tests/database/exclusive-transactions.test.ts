import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { PrismaClient } from "../../subgraphs/accounts/generated/prisma/client.ts";
import { openDatabase } from "../../subgraphs/shared/database/open-database.ts";
import { createDataFolder } from "../support/data-folder.ts";

let prisma: PrismaClient;
beforeEach(async () => {
  const url = `file:${join(createDataFolder(), "accounts.db")}`;
  prisma = new PrismaClient({ adapter: await openDatabase("accounts", url) });
});
afterEach(() => prisma.$disconnect());

function buildUser(id: string) {
  return { id, username: id, usernameKey: id, passwordHash: "" };
}

async function readIds(): Promise<string[]> {
  const users = await prisma.user.findMany({ orderBy: { id: "asc" }, select: { id: true } });
  return users.map(({ id }) => id);
}

/** Begins a transaction, does `meanwhile` from outside of it, and rolls it back. */
async function rollBackAround<Result>(meanwhile: () => Promise<Result>): Promise<Result> {
  const begun: Promise<Result>[] = [];
  const rollingBack = prisma.$transaction(async (transaction) => {
    await transaction.user.create({ data: buildUser("rolled-back") });
    // What Prisma promises begins when somebody waits for it.
    begun.push(Promise.resolve(meanwhile()));
    for (let statements = 0; statements < 20; statements += 1) await transaction.user.count();
    throw new Error("rolled back on purpose");
  });
  await expect(rollingBack).rejects.toThrow("rolled back on purpose");
  const [result] = await Promise.all(begun);
  return result as Result;
}

describe("a statement that meets an open transaction of somebody else", () => {
  it("is not rolled back with it", async () => {
    await rollBackAround(() => prisma.user.create({ data: buildUser("kept") }));
    expect(await readIds()).toEqual(["kept"]);
  });

  it("does not read what is not committed", async () => {
    expect(await rollBackAround(readIds)).toEqual([]);
  });

  it("reads without waiting for its end", async () => {
    await prisma.user.create({ data: buildUser("committed") });
    await prisma.$transaction(async (transaction) => {
      await transaction.user.create({ data: buildUser("not yet") });
      expect(await readIds()).toEqual(["committed"]);
    });
    expect(await readIds()).toEqual(["committed", "not yet"]);
  });

  it("waits no longer than for that one, however many transactions follow", async () => {
    const done: string[] = [];
    const transactions = Array.from({ length: 20 }, (_, index) =>
      prisma
        .$transaction([prisma.user.create({ data: buildUser(`in-${index}`) }), prisma.user.count()])
        .then(() => done.push("transaction")),
    );
    await prisma.user.create({ data: buildUser("alone") }).then(() => done.push("statement"));
    await Promise.all(transactions);
    expect(done).toHaveLength(21);
    expect(done.indexOf("statement")).toBeLessThan(20);
    expect(await readIds()).toHaveLength(21);
  });
});

describe("transactions", () => {
  it("are written whole, however many come at once", async () => {
    const adding = Array.from({ length: 50 }, (_, index) =>
      prisma.$transaction([
        prisma.user.create({ data: buildUser(`user-${index}`) }),
        // Every other one fails at its second statement.
        prisma.user.create({ data: buildUser(index % 2 === 0 ? `user-${index}` : `twin-${index}`) }),
      ]),
    );
    const outcomes = await Promise.allSettled(adding);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(25);
    const ids = await readIds();
    expect(ids).toHaveLength(50);
    expect(ids.filter((id) => id.startsWith("twin-"))).toHaveLength(25);
  });

  it("that cannot commit leave nothing open that later writes would end up in", async () => {
    await prisma.$executeRaw`CREATE TABLE Leaf (userId TEXT REFERENCES User (id) DEFERRABLE INITIALLY DEFERRED)`;
    const refused = prisma.$transaction([
      prisma.user.create({ data: buildUser("refused") }),
      prisma.$executeRaw`INSERT INTO Leaf VALUES ('no such user')`,
    ]);
    await expect(refused).rejects.toThrow(/FOREIGN KEY|constraint/i);
    await prisma.user.create({ data: buildUser("after") });
    await prisma.$transaction([prisma.user.create({ data: buildUser("in-the-next") })]);
    expect(await readIds()).toEqual(["after", "in-the-next"]);
  });
});
