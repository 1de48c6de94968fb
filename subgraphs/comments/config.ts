import { type Environment, httpUrl, readEnvironment } from "../../packages/server/process/environment.ts";
import { readSubgraphConfig } from "../shared/config.ts";

const commentsVariables = {
  /** The GraphQL endpoint of books; its events are beside it. */
  BOOKS_URL: httpUrl().default("http://127.0.0.1:4002/graphql"),
};

/** Reads what the comments process is told by its environment. @throws StartupError naming every bad variable */
export function readCommentsConfig(environment: Environment) {
  const config = readSubgraphConfig("comments", 4003, environment);
  const { BOOKS_URL } = readEnvironment(commentsVariables, environment);
  return { ...config, booksUrl: BOOKS_URL };
}
