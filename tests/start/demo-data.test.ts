import { expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess, type TestProcess } from "../support/process.ts";
import { startStack } from "../support/stack.ts";

interface Books {
  books: { totalCount: number; nodes: { title: string; commentCount: number }[] };
}

it("is 24 books and about a hundred comments, spread unevenly", async () => {
  const stack = await startStack({ SEED_DEMO: "1" });
  const token = await stack.signIn("reader");
  const { data } = await stack.send<Books>(
    "{ books(first: 100) { totalCount nodes { title commentCount } } }",
    { token },
  );
  const counts = data.books.nodes.map(({ commentCount }) => commentCount);
  expect(data.books.totalCount).toBe(24);
  expect(new Set(data.books.nodes.map(({ title }) => title)).size).toBe(24);
  expect(counts.filter((count) => count === 0)).toHaveLength(1);
  expect(Math.max(...counts)).toBeGreaterThan(25);
  const total = counts.reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThanOrEqual(95);
  expect(total).toBeLessThanOrEqual(115);
});

it("is put in once: a restart adds nothing and keeps what was changed", async () => {
  const dataFolder = createDataFolder();
  const first = await startAccounts({ DATA_DIR: dataFolder });
  const register = 'mutation { register(username: "newcomer", password: "a long password") { user { id } } }';
  const { data } = await sendOperation<{ register: { user: { id: string } } }>(first.url, register, {
    asRouter: true,
  });
  await first.stop();

  const second = await startAccounts({ DATA_DIR: dataFolder });
  const login = 'mutation { login(username: "newcomer", password: "a long password") { user { id } } }';
  const again = await sendOperation<{ login: { user: { id: string } } }>(second.url, login, {
    asRouter: true,
  });
  expect(again.data.login.user.id).toBe(data.register.user.id);
});

it("is left out when SEED_DEMO is 0", async () => {
  const accounts = await startAccounts({ DATA_DIR: createDataFolder(), SEED_DEMO: "0" });
  const login = 'mutation { login(username: "reader", password: "reader-demo") { expiresAt } }';
  expect((await sendOperation(accounts.url, login, { asRouter: true })).codes).toEqual(["UNAUTHENTICATED"]);
});

function startAccounts(variables: Record<string, string>): Promise<TestProcess> {
  return startProcess("subgraphs/accounts/main", variables);
}
