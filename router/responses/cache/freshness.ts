import type { Execute, ExecutionResponse } from "../execute.ts";

/** How long an answer is good from now, and for which callers. */
export interface Freshness {
  /** 0: not at all. */
  readonly maxAgeSeconds: number;
  /** Whether it is for the caller alone who asked. */
  readonly isPrivate: boolean;
}

/** The headers of an answer. A repeated header may be a list, although Node's types say otherwise. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An answer may vary by these: the router sends each subgraph the same values. */
const HARMLESS_VARY = ["accept", "accept-encoding", "content-type"];

/**
 * What a subgraph's `Cache-Control`, `Age` and `Vary` headers allow a shared cache (RFC 9111 §4.1, §5.1, §5.2.2). Without
 * a `max-age` an answer is not kept. Without `public`, or if it varies by the token, it is private.
 */
export function readFreshness(headers: AnswerHeaders): Freshness {
  const directives = listMembers(headers["cache-control"]);
  const varying = listMembers(headers.vary).filter((name) => !HARMLESS_VARY.includes(name));
  const isForbidden =
    directives.some((name) => /^no-(store|cache)\b/.test(name)) || varying.some((name) => name !== "authorization");
  const age = Number(listMembers(headers.age)[0] ?? 0);
  const lifetime = isForbidden ? 0 : (findSeconds(directives, "s-maxage") ?? findSeconds(directives, "max-age") ?? 0);
  return {
    maxAgeSeconds: age >= 0 ? Math.max(0, lifetime - age) : 0,
    isPrivate:
      !directives.includes("public") ||
      directives.some((name) => /^private\b/.test(name)) ||
      varying.includes("authorization"),
  };
}

function listMembers(value: AnswerHeaders[string]): readonly string[] {
  const members = [value ?? []].flat().join().toLowerCase().split(",");
  return members.map((member) => member.trim()).filter((member) => member !== "");
}

/** The seconds of a directive, the least if it is repeated; null: it is missing. */
function findSeconds(directives: readonly string[], name: string): number | null {
  const values = directives
    .filter((directive) => directive.startsWith(`${name}=`))
    .map((directive) => Number(/^\d{1,9}$/.exec(directive.slice(name.length + 1))?.[0] ?? 0));
  return values.length === 0 ? null : Math.min(...values);
}

/** What both allow. */
function restrict(one: Freshness, other: Freshness): Freshness {
  return {
    maxAgeSeconds: Math.min(one.maxAgeSeconds, other.maxAgeSeconds),
    isPrivate: one.isPrivate || other.isPrivate,
  };
}

/** An answer, and how long it is good. */
export interface DatedResponse extends ExecutionResponse {
  /** What all answers of subgraphs allow that it is made of; null: there were none. */
  readonly freshness: Freshness | null;
}

/** Reads the freshness of each answer that an execution gets from subgraphs. */
export function gatherFreshness(execute: Execute): Execute<DatedResponse> {
  return async (operation, context, observer) => {
    const noted: Freshness[] = [];
    const noteHeaders = (headers: AnswerHeaders) => void noted.push(readFreshness(headers));
    const response = await execute(operation, { ...context, noteHeaders }, observer);
    return { ...response, freshness: noted.length === 0 ? null : noted.reduce(restrict) };
  };
}
