import { readFileSync } from "node:fs";
import { print } from "graphql";
import { loadStoredOperations } from "../../packages/server/stored-operations/load-stored-operations.ts";
import { openStream } from "../support/event-stream.ts";
import type { Answer } from "../support/graphql-client.ts";
import type { RunningGraph } from "../support/own-stack.ts";

type Variables = Readonly<Record<string, unknown>>;

/** Where the variables of the stored operations are, by the operation's name. */
const VARIABLES = "operations/variables.json";

/** The operations of `operations/`, by name, with the text of all that they use. */
export async function readStoredOperations(): Promise<ReadonlyMap<string, string>> {
  const { operations } = await loadStoredOperations(".", "operations/**/*.graphql");
  return new Map(operations.map(({ name, document }) => [name, print(document)]));
}

/**
 * Runs the stored operation `name` as the demo user editor; of a subscription, up to its first event. `changed` variables
 * win over those of variables.json.
 */
export async function runStoredOperation(
  graph: RunningGraph,
  name: string,
  changed: Variables = {},
): Promise<Pick<Answer<Record<string, unknown>>, "data" | "errors" | "extensions">> {
  const query = (await readStoredOperations()).get(name);
  if (query === undefined) throw new Error(`there is no stored operation ${name}`);
  const token = await graph.signIn("editor");
  const variables = { ...(await findVariables(graph, name)), ...changed };
  const headers = { "apollo-query-plan": "1" };
  if (!query.startsWith("subscription")) return graph.send(query, { variables, token, headers });
  const stream = await openStream<Record<string, unknown>>(graph.router.url, { query, variables, token, headers });
  const event = await stream.next();
  stream.close();
  if (event.kind !== "next") throw new Error(`the stream of ${name} ended without an event`);
  return { errors: undefined, extensions: {}, ...event.result };
}

async function findVariables(graph: RunningGraph, name: string): Promise<Variables> {
  const all = JSON.parse(readFileSync(VARIABLES, "utf8")) as Record<string, Variables>;
  const variables = all[name] ?? {};
  // In the file, they say in words what a person must put there, or are of the user reader.
  if ("refreshToken" in variables) return { refreshToken: await createRefreshToken(graph) };
  if (name === "ChangePassword") return { current: "editor-demo", next: "editor-demo" };
  return variables;
}

async function createRefreshToken(graph: RunningGraph): Promise<string> {
  const { data } = await graph.send<{ login: { refreshToken: string } }>(
    'mutation { login(username: "reader", password: "reader-demo") { refreshToken } }',
  );
  return data.login.refreshToken;
}
