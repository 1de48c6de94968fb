import type { SubgraphContext } from "../shared/context.ts";
import type { Comments } from "./comments.ts";
import type { Loaders } from "./loaders.ts";

/** What the resolvers of comments are given. */
export interface Context extends SubgraphContext {
  readonly comments: Comments;
  readonly loaders: Loaders;
}
