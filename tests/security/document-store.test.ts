import { ApolloServer } from "@apollo/server";
import { expect, it } from "@jest/globals";
import { createDocumentStore } from "../../packages/server/graphql/document-store.ts";
import { createListenerPlugin } from "../../packages/server/graphql/request-listener.ts";

interface Sender {
  readonly who: string;
}

const { store, listener } = createDocumentStore<Sender>(({ who }) => who);
let found = 0;
const server = new ApolloServer<Sender>({
  typeDefs: "type Query { hello: String }",
  documentStore: {
    ...store,
    async get(key) {
      const document = await store.get(key);
      if (document !== undefined) found += 1;
      return document;
    },
  },
  plugins: [createListenerPlugin(listener)],
});

/** @returns whether the document was there, parsed and found valid before */
async function send(who: string, query: string): Promise<boolean> {
  const before = found;
  const { body } = await server.executeOperation({ query }, { contextValue: { who } });
  expect(body).toMatchObject({ singleResult: { data: { hello: null } } });
  return found > before;
}

it("keeps parsed documents of each, however many large ones another sends", async () => {
  const large = (index: number) => `{ hello } # ${index} ${"x".repeat(32_000)}`;
  expect(await send("few", "{ hello }")).toBe(false);
  for (let index = 0; index < 100; index += 1) await send("many", large(index));
  expect(await send("few", "{ hello }")).toBe(true);
  expect(await send("many", large(99))).toBe(true);
  expect(await send("many", large(0))).toBe(false);
});
