import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import { PrismaClient } from "../../subgraphs/accounts/generated/prisma/client.ts";
import { createDatabaseAdapter } from "../../subgraphs/shared/database/adapter.ts";
import { keepStatements } from "../../subgraphs/shared/database/kept-statements.ts";
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

  it("are prepared once, until others were used since", () => {
    const prepared: string[] = [];
    const statement = {
      reader: true,
      raw: () => statement,
      all: () => [],
      columns: () => [],
      run: () => ({}),
    };
    const client = {
      prepare(sql: string): unknown {
        prepared.push(sql);
        return statement;
      },
    };
    keepStatements({ client } as unknown as SqlDriverAdapter);
    for (const sql of ["SELECT 1", "SELECT 2", "SELECT 1"]) client.prepare(sql);
    expect(prepared).toEqual(["SELECT 1", "SELECT 2"]);
    for (let other = 3; other < 1003; other += 1) client.prepare(`SELECT ${other}`);
    client.prepare("SELECT 1");
    expect(prepared.filter((sql) => sql === "SELECT 1")).toHaveLength(2);
  });

  it("are refused where Prisma's driver is another", () => {
    expect(() => keepStatements({} as SqlDriverAdapter)).toThrow("Prisma's driver");
  });
});
