import { expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess, type TestProcess } from "../support/process.ts";

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
