import type { CheckOptions } from "../../../packages/check/check-request.ts";
import { runCheck } from "../../../packages/check/run-check.ts";
import { checkTools } from "../../../scripts/check-tools.ts";
import { createTemporaryFolder } from "../../composition/support/temporary-folder.ts";
import { NO_OPTIONS } from "./empty-context.ts";

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])\n';

/** The SDL of two subgraphs of four lines each. They break every rule of taste, and work. */
export const USERS = `${LINK}type Query { users: [User!]! user(id: ID!): User }
type User @key(fields: "id") { id: ID! Name: String! @deprecated }
type Mutation { rename(id: ID!, name: String!): Boolean }
`;
export const REVIEWS = `${LINK}type Query { topReviews: [review!]! }
type review @key(fields: "id") { id: ID! body: String author: User! }
type User @key(fields: "id") { id: ID! reviews: [review!]! }
`;

/** A folder that somebody runs the check in for the first time: no git, no package.json, nothing beside the graph. */
export function createStranger(files: Readonly<Record<string, string>> = {}): string {
  const subgraph = (name: string) => `{ routing_url: http://${name}.test, schema: { file: ${name}.graphql } }`;
  return createTemporaryFolder({
    "supergraph.yaml": `subgraphs:\n  users: ${subgraph("users")}\n  reviews: ${subgraph("reviews")}\n`,
    "users.graphql": USERS,
    "reviews.graphql": REVIEWS,
    ...files,
  });
}

/** Runs the check in a folder. */
export function checkFolder(
  folder: string,
  options: Partial<CheckOptions> = {},
  base: string | null = null,
  rules: string | null = null,
) {
  const request = { folder, config: "supergraph.yaml", base, rules, operations: null, environment: {} };
  return runCheck({ ...request, options: { ...NO_OPTIONS, ...options } }, checkTools);
}

/** Each finding of a check as one line: `schema-lint error users.graphql:2 CODE`. */
export function listFindings({ steps }: Awaited<ReturnType<typeof checkFolder>>): string[] {
  return steps.flatMap(({ name, findings }) =>
    findings.map(({ severity, code, places: [place] }) =>
      [name, severity, ...(place ? [`${place.file}:${place.line}`] : []), code].join(" "),
    ),
  );
}
