import type { IncomingHttpHeaders } from "node:http";
import { restrictCacheControl } from "../../packages/server/http/strictest-cache-control.ts";
import { type RulesBySubgraph, removeHeaders } from "./forward-headers.ts";
import { isAnswerable, isHeaderName, type ResponseHeaderRule, renameHeader, withoutConnection } from "./header-rule.ts";

/** The headers of an answer to a client, by their names in lower case. */
export type AnswerHeaders = ReadonlyMap<string, readonly string[]>;

/** Adds to `gathered` what an answer of `subgraph` says to the client. Answers count in the order they come. */
export type NoteAnswer = (
  subgraph: string,
  headers: IncomingHttpHeaders,
  gathered: Map<string, readonly string[]>,
) => void;

/** Makes what applies the rules to answers. Null when there are none. */
export function createAnswerHeaders(rules: RulesBySubgraph<ResponseHeaderRule>): NoteAnswer | null {
  if (rules.all.length === 0 && rules.bySubgraph.size === 0) return null;
  return (subgraph, headers, gathered) => {
    for (const rule of rules.all) applyRule(rule, headers, gathered);
    for (const rule of rules.bySubgraph.get(subgraph) ?? []) applyRule(rule, headers, gathered);
  };
}

function applyRule(
  rule: ResponseHeaderRule,
  headers: IncomingHttpHeaders,
  gathered: Map<string, readonly string[]>,
): void {
  if ("propagate" in rule) propagate(rule, headers, gathered);
  else if ("remove" in rule) removeHeaders(rule.remove, gathered);
  else gathered.set(rule.set.toLowerCase(), [rule.value]);
}

function propagate(
  rule: Extract<ResponseHeaderRule, { propagate: unknown }>,
  headers: IncomingHttpHeaders,
  gathered: Map<string, readonly string[]>,
): void {
  const { propagate: pattern, rename, merge = "last" } = rule;
  const matches =
    typeof pattern === "string"
      ? (name: string) => name === pattern.toLowerCase()
      : (name: string) => pattern.test(name) && isAnswerable(name);
  // An answer that does not say how long it is good is good for nothing but itself.
  const told: IncomingHttpHeaders = { "cache-control": "no-store", ...withoutConnection(headers) };
  for (const name of Object.keys(told)) {
    const value = told[name];
    if (value === undefined || !matches(name)) continue;
    // A cookie keeps its name, by which it is known as one.
    const renamed = name === "set-cookie" ? name : renameHeader(name, pattern, rename);
    if (!isHeaderName(renamed) || !isAnswerable(renamed)) continue;
    const before = gathered.get(renamed);
    gathered.set(renamed, mergeValues(renamed, before, [value].flat(), merge));
  }
}

function mergeValues(
  name: string,
  before: readonly string[] | undefined,
  values: readonly string[],
  merge: "first" | "last" | "append",
): readonly string[] {
  if (before === undefined) return values;
  if (name === "cache-control") return [restrictCacheControl(before.join(), values.join())];
  if (merge === "first") return before;
  return merge === "append" ? [...before, ...values] : values;
}
