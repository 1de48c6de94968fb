import type { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import DataLoader from "dataloader";
import { PrismaClient } from "../../../subgraphs/accounts/generated/prisma/client.ts";
import { inOrder, type StockSubgraph } from "./stock-subgraph.ts";

interface Context {
  readonly callerId: string;
  readonly users: DataLoader<string, unknown>;
}

/** Users; who signs in is no part of what is measured. */
export function createAccounts(adapter: PrismaBetterSqlite3): StockSubgraph {
  const prisma = new PrismaClient({ adapter });
  const findUsers = async (ids: readonly string[]) =>
    inOrder(ids, await prisma.user.findMany({ where: { id: { in: [...ids] } } }));
  return {
    createLoaders: () => ({ users: new DataLoader(findUsers) }),
    resolvers: {
      Query: {
        me: (_root: unknown, _arguments: unknown, { users, callerId }: Context) => users.load(callerId),
      },
      User: {
        __resolveReference: ({ id }: { readonly id: string }, { users }: Context) => users.load(id),
      },
    },
  };
}
