import { join } from "node:path";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import Fastify, { type FastifyInstance } from "fastify";
import { PrismaClient } from "../../subgraphs/accounts/generated/prisma/client.ts";
import { finishedStatements } from "../../subgraphs/shared/database/finished-statement.ts";
import { openDatabase } from "../../subgraphs/shared/database/open-database.ts";
import { finishAnyway, followDeadlines } from "../../subgraphs/shared/request-deadline.ts";
import { createDataFolder } from "../support/data-folder.ts";

let prisma: PrismaClient;
let server: FastifyInstance;
beforeAll(async () => {
  const url = `file:${join(createDataFolder(), "accounts.db")}`;
  prisma = new PrismaClient({ adapter: await openDatabase("accounts", url) });
  finishedStatements.subscribe(noteStatement);
  server = Fastify();
  followDeadlines(server, "accounts");
  server.post("/transaction", async () => {
    await prisma.$transaction([create("first"), passTime(), create("second")]);
  });
  server.post("/last-statement", async () => {
    await prisma.$transaction([create("committed"), passTime()]);
  });
  server.post("/finished", async () => {
    await finishAnyway(() => prisma.$transaction([passTime(), create("finished")]));
  });
});
afterAll(async () => {
  finishedStatements.unsubscribe(noteStatement);
  clock.mockRestore();
  await server.close();
  await prisma.$disconnect();
});

function create(id: string) {
  return prisma.user.create({ data: { id, username: id, usernameKey: id, passwordHash: "" } });
}

const startedAt = performance.now();
let passedMs = 0;
const clock = jest.spyOn(performance, "now").mockImplementation(() => startedAt + passedMs);

/** A statement after which the time of each request is over. */
function passTime() {
  return prisma.$queryRaw`SELECT 'an hour passes'`;
}

function noteStatement(message: unknown): void {
  if (JSON.stringify(message).includes("an hour passes")) passedMs += 3_600_000;
}

async function ask(url: string): Promise<string> {
  const headers = { "remaining-time-ms": "60000" };
  const { statusCode, body } = await server.inject({ method: "POST", url, headers });
  return statusCode === 200 ? "done" : body;
}

async function readIds(): Promise<string[]> {
  return (await prisma.user.findMany({ orderBy: { id: "asc" } })).map(({ id }) => id);
}

it("rolls back a transaction in the middle of which the time is over", async () => {
  expect(await ask("/transaction")).toContain("was given no more time");
  expect(await readIds()).toEqual([]);
  // Were it still open, this would wait for ever, or be rolled back with it.
  await create("after");
  expect(await readIds()).toEqual(["after"]);
  await prisma.user.deleteMany();
});

it("commits a transaction whose statements were all in time", async () => {
  expect(await ask("/last-statement")).toBe("done");
  expect(await readIds()).toEqual(["committed"]);
  await prisma.user.deleteMany();
});

it("lets work go on that is to be finished anyway", async () => {
  expect(await ask("/finished")).toBe("done");
  expect(await readIds()).toEqual(["finished"]);
});
