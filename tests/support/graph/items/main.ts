import { badUserInput } from "../../../../packages/server/errors/error-codes.ts";
import { runProcess } from "../../../../packages/server/process/run-process.ts";
import { readSubgraphConfig } from "../../../../subgraphs/shared/config.ts";
import { demoId } from "../../../../subgraphs/shared/demo-id.ts";
import type { PageArguments } from "../../../../subgraphs/shared/pagination.ts";
import { startSubgraph } from "../../../../subgraphs/shared/start-subgraph.ts";
import { createId, findPage } from "../records.ts";
import { ITEM_COUNT, ITEM_SERIES } from "../seed.ts";

interface Item {
  readonly id: string;
  readonly title: string;
  readonly maker: string;
}

/** A subgraph of the tests' own: without a database, and otherwise as those of the product are. */
await runProcess("items", async (environment) => {
  const config = readSubgraphConfig("items", 0, environment);
  const items: Item[] = config.seedDemo ? Array.from({ length: ITEM_COUNT }, buildItem) : [];
  const findItem = (id: string) => items.find((item) => item.id === id) ?? null;
  return startSubgraph({
    config,
    schemaFile: new URL("./schema.graphql", import.meta.url),
    textLimits: { search: 100, title: 100, maker: 100 },
    createContext: (base) => base,
    resolvers: {
      Query: {
        items: (_root: unknown, { search, ...page }: PageArguments & { search?: string | null }) =>
          findPage(
            "Item",
            page,
            items.filter(({ title }) => title.includes(search ?? "")),
          ),
        item: (_root: unknown, { id }: Item) => findItem(id),
      },
      Mutation: {
        addItem(_root: unknown, { title, maker }: Item) {
          if (title === "") throw badUserInput("title", "title must not be empty.");
          const item = { id: createId(), title, maker };
          items.push(item);
          return item;
        },
        deleteItem(_root: unknown, { id }: Item) {
          items.splice(
            items.findIndex((item) => item.id === id),
            1,
          );
          return id;
        },
      },
      Item: { __resolveReference: ({ id }: Item) => findItem(id) },
    },
  });
});

function buildItem(_nothing: unknown, index: number): Item {
  return { id: demoId(ITEM_SERIES, index), title: `Item ${index + 1}`, maker: `Maker ${(index % 5) + 1}` };
}
