import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { PublishedKeys } from "../keys.ts";
import { ANY_CORE, endProcess, startPinned } from "../measure/pinned-process.ts";

export const SUBGRAPHS = ["accounts", "books", "comments"] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

/** What Node runs. */
export interface Build {
  /** The folder of the compiled processes. */
  readonly build: string;
  readonly nodeArguments: readonly string[];
}

/** What `npm run build` made, as it is. */
export const BUILD: Build = { build: "dist", nodeArguments: [] };

/** Subgraphs that serve. */
export interface RunningSubgraphs {
  readonly processes: ReadonlyMap<string, ChildProcess>;
  /** The GraphQL URL of each, by name. */
  readonly urls: Readonly<Record<string, string>>;
}

/** Starts the subgraphs one after the other by `start`, which is given the URLs of those before; ends all if one fails. */
export async function startEach(
  start: (name: SubgraphName, urls: Readonly<Partial<Record<string, string>>>) => ChildProcess,
): Promise<RunningSubgraphs> {
  const processes = new Map<string, ChildProcess>();
  const urls: Record<string, string> = {};
  try {
    for (const name of SUBGRAPHS) {
      const child = start(name, urls);
      processes.set(name, child);
      urls[name] = `${await findUrl(name, child)}/graphql`;
    }
    return { processes, urls };
  } catch (error) {
    await Promise.all([...processes.values()].map((child) => endProcess(child)));
    throw error;
  }
}

/** Starts this project's subgraphs on the databases in `folder`, as `npm run start:<subgraph>` does. */
export function startSubgraphs(
  folder: string,
  keys: PublishedKeys,
  chooseVariables: (name: SubgraphName) => Readonly<Record<string, string>>,
  { build, nodeArguments }: Build = BUILD,
): Promise<RunningSubgraphs> {
  return startEach((name, urls) => {
    const identity =
      name === "accounts"
        ? { JWT_PRIVATE_KEY: keys.privateKeyPem }
        : { JWKS_URL: keys.jwksUrl, ...(name === "comments" ? { BOOKS_URL: urls.books ?? "" } : {}) };
    const shared = { PORT: "0", DATA_DIR: folder };
    const command = [
      "--max-semi-space-size=32",
      "--enable-source-maps",
      ...nodeArguments,
      `${build}/subgraphs/${name}/main.js`,
    ];
    return startPinned(ANY_CORE, command, { ...shared, ...identity, ...chooseVariables(name) });
  });
}

async function findUrl(name: string, child: ChildProcess): Promise<string> {
  const ended = once(child, "exit").then(() => {
    throw new Error(`${name} ended before it served`);
  });
  const [{ url }] = (await Promise.race([once(child, "message"), ended])) as [{ url: string }];
  ended.catch(() => undefined);
  return url;
}
