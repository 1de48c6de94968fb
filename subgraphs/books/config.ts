import { type Environment, readEnvironment } from "../../packages/server/process/environment.ts";
import { readSubgraphConfig } from "../shared/config.ts";
import { retainedEvents } from "../shared/event-log/trimming.ts";

const booksVariables = {
  /** How many events are kept for subscribers, and for comments. */
  BOOK_EVENTS_RETAINED: retainedEvents(),
};

/** Reads what the books process is told by its environment. @throws StartupError naming every bad variable */
export function readBooksConfig(environment: Environment) {
  const config = readSubgraphConfig("books", 4002, environment);
  const { BOOK_EVENTS_RETAINED } = readEnvironment(booksVariables, environment);
  return { ...config, retainedEvents: BOOK_EVENTS_RETAINED };
}
