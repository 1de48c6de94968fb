import { type Environment, readEnvironment } from "../../packages/server/process/environment.ts";
import { readSubgraphConfig, type SubgraphConfig } from "../shared/config.ts";
import { trimmingVariables } from "./events/trimming.ts";

/** What the books process is told by its environment. */
export interface BooksConfig extends SubgraphConfig {
  /** How many of the latest events are kept. */
  readonly retainedEvents: number;
}

/**
 * Reads the configuration of books.
 * @throws StartupError naming every bad variable
 */
export function readBooksConfig(environment: Environment): BooksConfig {
  const config = readSubgraphConfig("books", 4002, environment);
  const { BOOK_EVENTS_RETAINED } = readEnvironment(trimmingVariables, environment);
  return { ...config, retainedEvents: BOOK_EVENTS_RETAINED };
}
