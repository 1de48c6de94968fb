import { expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startStack } from "../support/stack.ts";

const stack = await startStack({
  NODE_ENV: "production",
  JWT_PRIVATE_KEY: createRsaSigner().privateKeyPem,
});

interface Registered {
  register: { accessToken: string };
}

it("serves whoever registers, over databases that begin empty", async () => {
  const register = `mutation { register(username: "first", password: "long-enough") { accessToken } }`;
  const { data } = await stack.send<Registered>(register);
  const token = data.register.accessToken;
  expect(await stack.send("{ me { username } items { totalCount } }", { token })).toMatchObject({
    status: 200,
    data: { me: { username: "first" }, items: { totalCount: 0 } },
  });
});

it.each(["reader", "editor"])("has no demo user %s", async (username) => {
  const login = `mutation { login(username: "${username}", password: "${username}-demo") { accessToken } }`;
  expect((await stack.send(login)).codes).toEqual(["UNAUTHENTICATED"]);
});

it.each(stack.subgraphs.map((subgraph) => [subgraph.name, subgraph] as const))(
  "shows nobody the schema of %s",
  async (_name, { url }) => {
    const answer = await sendOperation(url, "{ __schema { queryType { name } } }", { asRouter: true });
    expect(answer).toMatchObject({ status: 400, codes: ["GRAPHQL_VALIDATION_FAILED"] });
  },
);
