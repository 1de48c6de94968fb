import { GRAPHQL_ROUTE } from "../../packages/server/graphql/graphql-route.ts";

/**
 * Makes the rewriting of request targets by which GraphQL is served at `path` too; undefined for the usual path, where
 * the explorer's pages find it in any case.
 */
export function createPathRewriting(path: string): ((request: { url?: string | undefined }) => string) | undefined {
  if (path === GRAPHQL_ROUTE) return undefined;
  return ({ url = "/" }) => {
    const isMatch = url.startsWith(path) && ["", "?"].includes(url.slice(path.length, path.length + 1));
    return isMatch ? `${GRAPHQL_ROUTE}${url.slice(path.length)}` : url;
  };
}
