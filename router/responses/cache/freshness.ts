/** How long an answer is good from now, and for whom. */
export interface Freshness {
  /** 0: not at all. */
  readonly maxAgeSeconds: number;
  /** Whether it is for the one caller alone who asked. */
  readonly isPrivate: boolean;
}

/** The headers of an answer: one that was sent several times may come as a list, whatever Node's types say. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What an answer may depend on beside the operation: the router sends every subgraph the same of it, or the token. */
const HARMLESS_VARY = ["accept", "accept-encoding", "content-type"];

/**
 * What a subgraph's `Cache-Control`, `Age` and `Vary` headers allow a cache that many share (RFC 9111 §4.1, §5.1,
 * §5.2.2). An answer that does not say how long it is good is good for nothing but itself, and one that does not say
 * `public`, or that varies by the token, is private.
 */
export function readFreshness(headers: AnswerHeaders): Freshness {
  const directives = listMembers(headers["cache-control"]);
  const varying = listMembers(headers.vary).filter((name) => !HARMLESS_VARY.includes(name));
  const isForbidden =
    directives.some((name) => /^no-(store|cache)\b/.test(name)) ||
    varying.some((name) => name !== "authorization");
  const age = Number(listMembers(headers.age)[0] ?? 0);
  const lifetime = isForbidden
    ? 0
    : (findSeconds(directives, "s-maxage") ?? findSeconds(directives, "max-age") ?? 0);
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

/** The least, where a directive stands there several times; null where it does not. */
function findSeconds(directives: readonly string[], name: string): number | null {
  const values = directives
    .filter((directive) => directive.startsWith(`${name}=`))
    .map((directive) => Number(/^\d{1,9}$/.exec(directive.slice(name.length + 1))?.[0] ?? 0));
  return values.length === 0 ? null : Math.min(...values);
}

/** What both allow. */
export function restrict(one: Freshness, other: Freshness): Freshness {
  return {
    maxAgeSeconds: Math.min(one.maxAgeSeconds, other.maxAgeSeconds),
    isPrivate: one.isPrivate || other.isPrivate,
  };
}
