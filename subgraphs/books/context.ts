import type { SubgraphContext } from "../shared/context.ts";
import type { Books } from "./books.ts";
import type { BookEvents } from "./events/book-events.ts";
import type { Loaders } from "./loaders.ts";

/** What the resolvers of books are given. */
export interface Context extends SubgraphContext {
  readonly books: Books;
  readonly events: BookEvents;
  readonly loaders: Loaders;
}
