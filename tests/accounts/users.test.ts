import { readFile } from "node:fs/promises";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type ExecutionResult, graphql, parse } from "graphql";
import { createAccounts } from "../../subgraphs/accounts/accounts.ts";
import { createStatements } from "../../subgraphs/accounts/database/sqlite.ts";
import type { PrismaClient } from "../../subgraphs/accounts/generated/prisma/client.ts";
import { createLoaders } from "../../subgraphs/accounts/loaders.ts";
import { resolvers } from "../../subgraphs/accounts/resolvers.ts";
import { login, me, readRefusal, signUp, type User } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";
import { withDatabase } from "./with-database.ts";

const UNKNOWN_ID = "00000000-0000-7000-8000-000000000000";
const ENTITIES = `query Entities($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on User { id username createdAt } }
}`;

let accounts: RunningAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.stop());

describe("me", () => {
  it("is whom the token was issued to", async () => {
    const { accessToken, user } = await signUp(accounts, "myself");
    expect(await me(accounts, accessToken)).toMatchObject({
      status: 200,
      data: { me: user },
      errors: undefined,
    });
  });

  it("needs a token", async () => {
    expect(readRefusal(await me(accounts))).toEqual({
      data: { me: null },
      refusals: [{ message: "Sign in to use Query.me.", code: "UNAUTHENTICATED" }],
    });
  });

  it("is null when the account is gone", async () => {
    const { accessToken, user } = await signUp(accounts, "deleted");
    await withDatabase(accounts, (prisma) => prisma.user.delete({ where: { id: user.id } }));
    expect(await me(accounts, accessToken)).toMatchObject({
      status: 200,
      data: { me: null },
      errors: undefined,
    });
  });
});

describe("users as entities", () => {
  it("are found by id for anybody, in the order asked, null where there is none", async () => {
    const ada = (await signUp(accounts, "entity-1")).user;
    const bob = (await signUp(accounts, "entity-2")).user;
    const { data } = await accounts.send<{ _entities: (User | null)[] }>(ENTITIES, {
      representations: buildRepresentations([bob.id, UNKNOWN_ID, ada.id, "not an id", bob.id]),
    });
    expect(data._entities).toEqual([bob, null, ada, null, bob]);
  });

  it("are read with one statement, however many", async () => {
    const ids = await withDatabase(accounts, async (prisma) =>
      (await prisma.user.findMany({ select: { id: true } })).map(({ id }) => id),
    );
    expect(ids.length).toBeGreaterThan(5);
    await withDatabase(accounts, async (prisma, statements) => {
      const { errors, data } = await resolveEntities(prisma, ids);
      expect(errors).toBeUndefined();
      expect(data?._entities).toHaveLength(ids.length);
      expect(statements).toHaveLength(1);
    });
  });
});

describe("the demo's users", () => {
  it("are the ones that other subgraphs' demo data points at", async () => {
    const { data } = await login(accounts, "reader", "reader-demo");
    expect(data?.login.user).toEqual({
      id: "019b8d62-7a80-7000-8000-000000000000",
      username: "reader",
      createdAt: "2026-01-05T09:00:00.000Z",
    });
    expect((await login(accounts, "editor", "editor-demo")).data?.login.user.username).toBe("editor");
  });

  it("have passwords that nobody knows, but for two", async () => {
    const names = await withDatabase(accounts, async (prisma) =>
      (await prisma.user.findMany({ where: { createdAt: { lt: new Date("2026-02-01") } } })).map(
        ({ username }) => username,
      ),
    );
    const commenters = names.filter((name) => !["reader", "editor"].includes(name));
    expect(commenters).toHaveLength(5);
    for (const name of commenters) expect((await login(accounts, name, `${name}-demo`)).data).toBeNull();
  });
});

function buildRepresentations(ids: readonly string[]): object[] {
  return ids.map((id) => ({ __typename: "User", id }));
}

/** Asks for entities in this process, where statements can be counted. */
async function resolveEntities(prisma: PrismaClient, ids: readonly string[]): Promise<ExecutionResult> {
  const typeDefs = parse(await readFile("subgraphs/accounts/schema.graphql", "utf8"));
  // Reading users takes nothing but the database.
  const rules = createAccounts({ database: { prisma, statements: createStatements(prisma) } } as Parameters<
    typeof createAccounts
  >[0]);
  return graphql({
    schema: buildSubgraphSchema({ typeDefs, resolvers: resolvers as Record<string, never> }),
    source: ENTITIES,
    variableValues: { representations: buildRepresentations(ids) },
    contextValue: { loaders: createLoaders(rules) },
  });
}
