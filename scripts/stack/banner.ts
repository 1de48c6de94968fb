import { readFileSync } from "node:fs";
import { parse, print } from "graphql";
import type { StackProcess } from "./run-stack.ts";

/** What the person at the terminal is told once everything serves. */
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
  return [
    ...lines,
    `  Explorer:             ${routerUrl}/`,
    "  Demo users:           reader / reader-demo (reads and comments)",
    "                        editor / editor-demo (also edits books and moderates comments)",
    "",
    "  Sign in, then ask three databases at once:",
    "",
    buildLoginCommand(routerUrl),
    "",
    buildQueryCommand(routerUrl),
    "",
    "  Ctrl-C stops everything.",
    "",
    "",
  ].join("\n");
}

function buildLoginCommand(routerUrl: string): string {
  const body = JSON.stringify({
    query: readOperation("login"),
    variables: { username: "reader", password: "reader-demo" },
  });
  const extractToken = `sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/'`;
  return `TOKEN=$(curl -s ${routerUrl}/graphql -H 'content-type: application/json' -d '${body}' | ${extractToken})`;
}

function buildQueryCommand(routerUrl: string): string {
  const body = JSON.stringify({ query: readOperation("books-with-comments") });
  return `curl -s ${routerUrl}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '${body}'`;
}

/** An operation of `operations/`, on one line. */
function readOperation(name: string): string {
  const source = readFileSync(new URL(`../../operations/${name}.graphql`, import.meta.url), "utf8");
  return print(parse(source)).replace(/\s+/g, " ").trim();
}
