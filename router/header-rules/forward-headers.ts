import {
  isForwardable,
  isHeaderName,
  isHeaderValue,
  type RequestHeaderRule,
  type ResponseHeaderRule,
  renameHeader,
  withoutConnection,
} from "./header-rule.ts";
import { createRequestFacts, type IdentifiedHeaders, type RequestFacts } from "./request-facts.ts";

/** The rules for all subgraphs, and those for single ones, which come after them. */
export interface RulesBySubgraph<Rule> {
  readonly all: readonly Rule[];
  readonly bySubgraph: ReadonlyMap<string, readonly Rule[]>;
}

/** All header rules. */
export interface CollectedHeaderRules {
  readonly request: RulesBySubgraph<RequestHeaderRule>;
  readonly response: RulesBySubgraph<ResponseHeaderRule>;
}

/** What one request forwards to subgraphs by the rules. */
export interface ForwardedHeaders {
  /** Names and values by turns. */
  readonly of: (subgraph: string) => readonly string[];
  /** The same for requests that forward the same: part of the keys of shared and kept answers. */
  readonly key: string;
}

/** Applies the rules to a request. @throws what a function of the rules throws */
export type ForwardHeaders = (request: IdentifiedHeaders) => ForwardedHeaders;

/** The client's headers that answers depend on by the rules, for `Vary`; `*` where a rule may read any. */
export function listVaryingHeaders({ all, bySubgraph }: RulesBySubgraph<RequestHeaderRule>): readonly string[] {
  const names = [...all, ...[...bySubgraph.values()].flat()].flatMap((rule) => {
    if ("propagate" in rule) return typeof rule.propagate === "string" ? rule.propagate.toLowerCase() : "*";
    return "value" in rule && typeof rule.value === "function" ? "*" : [];
  });
  return names.includes("*") ? ["*"] : [...new Set(names)];
}

/** Makes what applies the rules, once for each request. Null when there are none. */
export function createHeaderForwarding(
  rules: RulesBySubgraph<RequestHeaderRule>,
  environment: Readonly<Record<string, string | undefined>>,
): ForwardHeaders | null {
  if (rules.all.length === 0 && rules.bySubgraph.size === 0) return null;
  return (request) => {
    const facts = createRequestFacts(request);
    const sent = withoutConnection(facts.headers);
    const apply = (list: readonly RequestHeaderRule[], given: ReadonlyMap<string, string>) => {
      const forwarded = new Map(given);
      for (const rule of list) applyRule(rule, facts, sent, environment, forwarded);
      return forwarded;
    };
    const forAll = apply(rules.all, new Map());
    const lists = new Map<string, readonly string[]>();
    for (const [subgraph, own] of rules.bySubgraph) lists.set(subgraph, listHeaders(apply(own, forAll)));
    const listForAll = listHeaders(forAll);
    return {
      of: (subgraph) => lists.get(subgraph) ?? listForAll,
      key: JSON.stringify([listForAll, ...lists]),
    };
  };
}

function listHeaders(headers: ReadonlyMap<string, string>): readonly string[] {
  return [...headers].flat();
}

function applyRule(
  rule: RequestHeaderRule,
  facts: RequestFacts,
  sent: RequestFacts["headers"],
  environment: Readonly<Record<string, string | undefined>>,
  forwarded: Map<string, string>,
): void {
  if ("propagate" in rule) {
    propagate(rule, sent, forwarded);
  } else if ("remove" in rule) {
    removeHeaders(rule.remove, forwarded);
  } else {
    const [name, value] = [rule.set.toLowerCase(), findValue(rule, facts, environment)];
    if (isHeaderValue(value)) forwarded.set(name, value);
    // What the client sent under the name must not stay in its place.
    else forwarded.delete(name);
  }
}

function propagate(
  { propagate: pattern, rename, default: otherwise }: Extract<RequestHeaderRule, { propagate: unknown }>,
  headers: RequestFacts["headers"],
  forwarded: Map<string, string>,
): void {
  const names =
    typeof pattern === "string"
      ? [pattern.toLowerCase()]
      : Object.keys(headers).filter((name) => isForwardable(name) && pattern.test(name));
  for (const name of names) {
    const value = readOwn(headers, name) ?? otherwise;
    const renamed = renameHeader(name, pattern, rename);
    if (value === undefined || !isHeaderName(renamed) || !isForwardable(renamed)) continue;
    forwarded.set(renamed, typeof value === "string" ? value : value.join(", "));
  }
}

/** Removes what matches from `headers`. */
export function removeHeaders(pattern: string | RegExp, headers: Map<string, unknown>): void {
  if (typeof pattern === "string") headers.delete(pattern.toLowerCase());
  else for (const name of [...headers.keys()]) if (pattern.test(name)) headers.delete(name);
}

function findValue(
  rule: Extract<RequestHeaderRule, { set: string }>,
  facts: RequestFacts,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if ("environment" in rule) return environment[rule.environment];
  if ("claim" in rule) return formatClaim(readOwn(facts.claims, rule.claim));
  if (typeof rule.value !== "function") return rule.value;
  const value: unknown = rule.value(facts);
  if (value instanceof Promise) {
    // Unseen, a rejection would end the process.
    value.catch(() => undefined);
    throw new TypeError(`the function for the header ${rule.set} gave a promise: it must give the value itself`);
  }
  return isHeaderValue(value) ? value : undefined;
}

function readOwn<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** Undefined: not sent. */
function formatClaim(claim: unknown): string | undefined {
  if (Array.isArray(claim)) return claim.every((item) => typeof item === "string") ? claim.join(",") : undefined;
  return ["string", "number", "boolean"].includes(typeof claim) ? String(claim) : undefined;
}
