import { withoutCredentials } from "../../packages/server/http/url-credentials.ts";
import { type Demo, readDemo, readOperation } from "./demo.ts";
import type { StackProcess } from "./run-stack.ts";
import type { StackSettings } from "./settings.ts";

/**
 * The lines for the person at the terminal once everything serves.
 * @param missing the names of the subgraphs that do not answer yet
 */
export function buildBanner(
  routerUrl: string,
  processes: readonly StackProcess[],
  { remotes, isProduction }: StackSettings,
  missing: readonly string[],
): string {
  const ids = processes.map(({ name, processId }) => `${name} ${processId}`).join(", ");
  const lines = [
    "",
    `  The supergraph is up: ${routerUrl}/graphql`,
    `  Processes:            ${ids}; kill -STOP <number> holds one, kill -CONT <number> lets it go on`,
    ...remotes.map(
      ({ name, url }) => `  Remote:               ${name} at ${describeRemote(url, missing.includes(name))}`,
    ),
  ];
  if (isProduction) return [...lines, ""].join("\n");
  const demo = readDemo();
  return [
    ...lines,
    `  Explorer:             ${routerUrl}/`,
    ...(demo === null ? [] : describeDemo(routerUrl, demo)),
    "",
    "  Ctrl-C stops everything.",
    "",
    "",
  ].join("\n");
}

function describeRemote(url: string, isMissing: boolean): string {
  const place = withoutCredentials(url);
  return isMissing ? `${place} DOES NOT ANSWER: its fields are null until it does` : place;
}

function describeDemo(routerUrl: string, { users, signIn, query }: Demo): string[] {
  const described = users.map(({ username, password, may }) => `${username} / ${password} (${may})`);
  return [
    `  Demo users:           ${described.join(`\n${" ".repeat(24)}`)}`,
    "",
    "  Sign in, then ask:",
    "",
    buildSignInCommand(routerUrl, signIn, users[0]),
    "",
    buildQueryCommand(routerUrl, query),
  ];
}

function buildSignInCommand(routerUrl: string, operation: string, user: Demo["users"][number] | undefined): string {
  const { username, password } = user ?? {};
  const body = JSON.stringify({ query: readOperation(operation), variables: { username, password } });
  const extractToken = `sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/'`;
  return `TOKEN=$(curl -s ${routerUrl}/graphql -H 'content-type: application/json' -d '${body}' | ${extractToken})`;
}

function buildQueryCommand(routerUrl: string, operation: string): string {
  const body = JSON.stringify({ query: readOperation(operation) });
  return `curl -s ${routerUrl}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '${body}'`;
}
