import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";

/** The subgraphs that this project develops, in the order of supergraph.yaml: each has a folder of its name. */
export const OWN_SUBGRAPHS: readonly string[] = listNames().filter((name) => existsSync(`subgraphs/${name}`));

/** Those of them that have a database. */
export const OWN_DATABASES: readonly string[] = OWN_SUBGRAPHS.filter((name) =>
  existsSync(`prisma/${name}/schema.prisma`),
);

/** The variable of a subgraph: `URL` of `accounts` is `ACCOUNTS_URL`. */
export function nameVariable(subgraph: string, suffix: "URL" | "PORT" | "DATABASE_URL"): string {
  return `${subgraph.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_${suffix}`;
}

function listNames(): string[] {
  const { subgraphs } = parse(readFileSync("supergraph.yaml", "utf8")) as { subgraphs: object };
  return Object.keys(subgraphs);
}
