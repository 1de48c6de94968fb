import { type Environment, readEnvironment, wholeNumber } from "../../packages/server/process/environment.ts";
import { readSubgraphConfig, type SubgraphConfig } from "../shared/config.ts";

/** What the books process is told by its environment. */
export interface BooksConfig extends SubgraphConfig {
  /** How many of the latest events are kept for who follows them. */
  readonly retainedEvents: number;
}

const booksVariables = {
  BOOK_EVENTS_RETAINED: wholeNumber(1, 100_000_000).default(100_000),
};

/**
 * Reads the configuration of books.
 * @throws StartupError naming every bad variable
 */
export function readBooksConfig(environment: Environment): BooksConfig {
  const config = readSubgraphConfig("books", 4002, environment);
  const { BOOK_EVENTS_RETAINED } = readEnvironment(booksVariables, environment);
  return { ...config, retainedEvents: BOOK_EVENTS_RETAINED };
}
