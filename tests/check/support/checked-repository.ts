import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { composeSupergraph } from "../../../packages/composition/compose-supergraph.ts";
import { createRepository, type Repository } from "./repository.ts";

const command = fileURLToPath(new URL("../../../scripts/check.ts", import.meta.url));
// By URL, because Node looks for --import in the working folder, which is a temporary one here.
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** What starts the check as a process of its own. */
export const checkCommand = ["--import", tsx, command] as const;

const CONFIG = `federation_version: 2
subgraphs:
  books:
    routing_url: http://books.test/graphql
    schema: { file: books.graphql }
`;

/** A subgraph that every step of the check is content with; `title` stands on line 15. */
export const booksSdl = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag"])

"Where reading starts."
type Query {
  "One book; null when there is none of that id."
  book(id: ID!): Book @tag(name: "public")
}

"A book of the catalogue."
type Book @key(fields: "id") {
  "Stable and unique."
  id: ID!
  "As it stands on the cover."
  title: String!
  "How many pages it has, where anybody counted."
  pages: Int
}
`;

const OPERATION = `query BookTitle($id: ID!) {
  book(id: $id) {
    title
  }
}
`;

const ACCESS = {
  "Book.id": "public",
  "Book.pages": "public",
  "Book.title": "public",
  "Query.book": "public",
};

/** Composes what `books.graphql` holds, as `npm run compose` would write it. */
export function composeBooks(sdl: string): string {
  const subgraph = { name: "books", file: "books.graphql", sdl, routingUrl: "http://books.test/graphql" };
  const result = composeSupergraph([subgraph]);
  if (!result.succeeded) throw new Error(result.errors.map(({ message }) => message).join("\n"));
  return result.supergraphSdl;
}

/** Creates a repository whose only commit, on `main`, passes every step of the check. */
export function createCheckedRepository(): Repository {
  const repository = createRepository({
    "supergraph.yaml": CONFIG,
    "books.graphql": booksSdl,
    "supergraph.graphql": composeBooks(booksSdl),
    "operations/book-title.graphql": OPERATION,
    "check.yaml": "extends: all\n",
    "access.json": `${JSON.stringify(ACCESS, null, 2)}\n`,
  });
  repository.commit();
  return repository;
}

/** Replaces `books.graphql`, and `supergraph.graphql` with what it composes to. */
export function writeBooks(repository: Repository, sdl: string): void {
  repository.write({ "books.graphql": sdl, "supergraph.graphql": composeBooks(sdl) });
}

/** Runs the check in a folder of a repository. */
export function runCheckCommand(folder: string, args: readonly string[] = [], environment = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...checkCommand, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...environment },
  });
  return { status, stdout, stderr };
}

/** The path of a file in a repository. */
export function fileOf(repository: Repository, path: string): string {
  return join(repository.folder, path);
}
