import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { PublishedKeys } from "../keys.ts";
import { endProcess, LOAD_CORE, startPinned } from "../measure/pinned-process.ts";

/** This project's subgraphs as they are, over databases with the demo data. */
export interface RealStack {
  /** The GraphQL URL of each, by name. */
  readonly urls: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts the three of them, on the core of the load. They are in development, and answer every router. */
export async function startRealStack(folder: string, keys: PublishedKeys): Promise<RealStack> {
  const children: ChildProcess[] = [];
  const shared = { NODE_ENV: "development", PORT: "0", DATA_DIR: join(folder, "data"), LOG_LEVEL: "warn" };

  async function start(name: string, variables: Readonly<Record<string, string>>): Promise<string> {
    const child = startPinned(LOAD_CORE, [`dist/subgraphs/${name}/main.js`], { ...shared, ...variables });
    children.push(child);
    const [{ url }] = (await once(child, "message")) as [{ url: string }];
    return `${url}/graphql`;
  }

  const accounts = await start("accounts", { JWT_PRIVATE_KEY: keys.privateKeyPem });
  const identity = { JWKS_URL: keys.jwksUrl };
  const books = await start("books", identity);
  const comments = await start("comments", { ...identity, ACCOUNTS_URL: accounts, BOOKS_URL: books });
  return {
    urls: { accounts, books, comments },
    async stop() {
      await Promise.all(children.map(endProcess));
    },
  };
}
