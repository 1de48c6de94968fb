/** Where GraphQL is served whatever the settings say, for the explorer's pages. */
export const GRAPHQL_PATH = "/graphql";

/** Makes the rewriting of request targets that serves GraphQL at `path` too; undefined where there is nothing to do. */
export function createPathRewriting(
  path: string,
): ((request: { url?: string | undefined }) => string) | undefined {
  if (path === GRAPHQL_PATH) return undefined;
  return ({ url = "/" }) => {
    const isMatch = url.startsWith(path) && ["", "?"].includes(url.slice(path.length, path.length + 1));
    return isMatch ? `${GRAPHQL_PATH}${url.slice(path.length)}` : url;
  };
}
