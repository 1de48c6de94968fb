import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { PrismaClient } from "../../subgraphs/accounts/generated/prisma/client.ts";
import { createDatabaseAdapter } from "../../subgraphs/shared/database/adapter.ts";
import { openDatabase } from "../../subgraphs/shared/database/open-database.ts";
import { createDataFolder } from "../support/data-folder.ts";

let url: string;
let prisma: PrismaClient;
beforeEach(async () => {
  url = `file:${join(createDataFolder(), "accounts.db")}`;
  prisma = new PrismaClient({ adapter: await openDatabase("accounts", url) });
});
afterEach(() => prisma.$disconnect());

function buildUser(id: string) {
  return { id, username: id, usernameKey: id, passwordHash: "none" };
}

describe("statements that are prepared once", () => {
  it("take the values of each call", async () => {
    for (const id of ["one", "two"]) await prisma.user.create({ data: buildUser(id) });
    const find = (id: string) => prisma.user.findFirst({ where: { id }, select: { username: true } });
    expect(await Promise.all([find("one"), find("two"), find("none")])).toEqual([
      { username: "one" },
      { username: "two" },
      null,
    ]);
  });

  it("work again after they have failed", async () => {
    const create = (id: string) => prisma.user.create({ data: buildUser(id), select: { id: true } });
    await create("one");
    await expect(create("one")).rejects.toMatchObject({ code: "P2002" });
    expect(await create("two")).toEqual({ id: "two" });
  });

  it("begin and end each transaction", async () => {
    for (const id of ["one", "two"]) {
      await prisma.$transaction([prisma.user.create({ data: buildUser(id) }), prisma.user.count()]);
    }
    expect(await prisma.user.count()).toBe(2);
  });

  it("see the columns that another process adds", async () => {
    await prisma.user.create({ data: buildUser("one") });
    const readAll = () => prisma.$queryRaw<object[]>`SELECT * FROM User`;
    expect(Object.keys((await readAll())[0] ?? {})).not.toContain("added");
    const other = await createDatabaseAdapter(url).connect();
    await other.executeScript("ALTER TABLE User ADD COLUMN added TEXT DEFAULT 'new'");
    await other.dispose();
    expect((await readAll())[0]).toMatchObject({ id: "one", added: "new" });
  });
});
