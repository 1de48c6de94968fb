import { withoutCredentials } from "../../packages/server/http/url-credentials.ts";
import type { StackSettings } from "./settings.ts";

type Listed = Pick<StackSettings, "subgraphs" | "remotes">;

/**
 * The line for the terminal when supergraph.yaml lists other subgraphs than those that `npm run dev` has started with, or
 * remote ones at other URLs. Empty when it does not.
 */
export function explainOtherList(started: Listed, listed: Listed): string {
  const [before, now] = [describe(started), describe(listed)];
  const added = now.filter((subgraph) => !before.includes(subgraph));
  const removed = before.filter((subgraph) => !now.includes(subgraph));
  if (added.length === 0 && removed.length === 0) return "";
  const changes = [...added.map((name) => `has ${name} now`), ...removed.map((name) => `has no ${name} now`)];
  return `supergraph.yaml ${changes.join(", ")}: stop npm run dev and start it again\n`;
}

function describe({ subgraphs, remotes }: Listed): string[] {
  const places = remotes.map(({ name, url }) => `${name} at ${withoutCredentials(url)}`);
  return [...subgraphs.map(({ name }) => name), ...places];
}
