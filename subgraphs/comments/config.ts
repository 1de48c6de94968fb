import { type Environment, httpUrl, readEnvironment } from "../../packages/server/process/environment.ts";
import { readSubgraphConfig, type SubgraphConfig } from "../shared/config.ts";

/** What the comments process is told by its environment. */
export interface CommentsConfig extends SubgraphConfig {
  /** The GraphQL endpoint of books; its events are beside it. */
  readonly booksUrl: string;
}

const commentsVariables = {
  BOOKS_URL: httpUrl().default("http://127.0.0.1:4002/graphql"),
};

/**
 * Reads the configuration of comments.
 * @throws StartupError naming every bad variable
 */
export function readCommentsConfig(environment: Environment): CommentsConfig {
  const config = readSubgraphConfig("comments", 4003, environment);
  const { BOOKS_URL } = readEnvironment(commentsVariables, environment);
  return { ...config, booksUrl: BOOKS_URL };
}
