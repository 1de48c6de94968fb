import { buildVariablePrefix } from "../../packages/server/process/environment.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";

/** The URL that overrides the supergraph's for the subgraph `name`. @throws StartupError when it is no URL */
export type FindSubgraphUrl = (name: string) => string | undefined;

/** The variable that holds the URL of the subgraph `name`: `<NAME>_URL`, with `_` for what a variable may not hold. */
export function subgraphUrlVariable(name: string): string {
  return `${buildVariablePrefix(name)}_URL`;
}

/** Where a subgraph is: at its variable's URL, else at the supergraph's. @throws StartupError when neither is usable */
export function chooseSubgraphUrl(
  name: string,
  supergraphUrl: string | undefined,
  findSubgraphUrl: FindSubgraphUrl,
): string {
  const url = findSubgraphUrl(name) ?? supergraphUrl ?? "";
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return url;
  throw new StartupError(
    `the supergraph gives no usable URL for the subgraph "${name}": set ${subgraphUrlVariable(name)}`,
  );
}
