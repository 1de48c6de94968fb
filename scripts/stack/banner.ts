import { type Demo, readDemo, readOperation } from "./demo.ts";
import type { StackProcess } from "./run-stack.ts";

/** The lines for the person at the terminal once everything serves. */
export function buildBanner(
  routerUrl: string,
  processes: readonly StackProcess[],
  isProduction: boolean,
): string {
  const ids = processes.map(({ name, processId }) => `${name} ${processId}`).join(", ");
  const lines = [
    "",
    `  The supergraph is up: ${routerUrl}/graphql`,
    `  Processes:            ${ids}; kill -STOP <number> holds one, kill -CONT <number> lets it go on`,
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

function describeDemo(routerUrl: string, { users, signIn, query }: Demo): string[] {
  const described = users.map(({ username, password, may }) => `${username} / ${password} (${may})`);
  return [
    `  Demo users:           ${described.join(`\n${" ".repeat(24)}`)}`,
    "",
    "  Sign in, then ask several databases at once:",
    "",
    buildSignInCommand(routerUrl, signIn, users[0]),
    "",
    buildQueryCommand(routerUrl, query),
  ];
}

function buildSignInCommand(
  routerUrl: string,
  operation: string,
  user: Demo["users"][number] | undefined,
): string {
  const { username, password } = user ?? {};
  const body = JSON.stringify({ query: readOperation(operation), variables: { username, password } });
  const extractToken = `sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/'`;
  return `TOKEN=$(curl -s ${routerUrl}/graphql -H 'content-type: application/json' -d '${body}' | ${extractToken})`;
}

function buildQueryCommand(routerUrl: string, operation: string): string {
  const body = JSON.stringify({ query: readOperation(operation) });
  return `curl -s ${routerUrl}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '${body}'`;
}
