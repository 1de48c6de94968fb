import { type Environment, httpUrl, readEnvironment } from "../../packages/server/process/environment.ts";
import { readSubgraphConfig } from "../shared/config.ts";
import { retainedEvents } from "../shared/event-log/trimming.ts";

const commentsVariables = {
  /** The GraphQL endpoint of books; its events are beside it. */
  BOOKS_URL: httpUrl().default("http://127.0.0.1:4002/graphql"),
  /** How many events are kept for subscribers. */
  COMMENT_EVENTS_RETAINED: retainedEvents(),
};

/** Reads what the comments process is told by its environment. @throws StartupError naming every bad variable */
export function readCommentsConfig(environment: Environment) {
  const config = readSubgraphConfig("comments", 4003, environment);
  const { BOOKS_URL, COMMENT_EVENTS_RETAINED } = readEnvironment(commentsVariables, environment);
  return { ...config, booksUrl: BOOKS_URL, retainedEvents: COMMENT_EVENTS_RETAINED };
}
