import type { SubgraphContext } from "../shared/context.ts";
import type { Accounts } from "./accounts.ts";
import type { Loaders } from "./loaders.ts";

/** What the resolvers of accounts are given. */
export interface Context extends SubgraphContext {
  readonly accounts: Accounts;
  readonly loaders: Loaders;
}
