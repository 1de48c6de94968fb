import type { IncomingHttpHeaders } from "node:http";

/** How long an answer is good from now, and for whom. */
export interface Freshness {
  /** 0: not at all. */
  readonly maxAgeSeconds: number;
  /** Whether it is for the one caller alone who asked. */
  readonly isPrivate: boolean;
}

/**
 * What a subgraph's `Cache-Control` and `Age` headers allow (RFC 9111 §5.1, §5.2.2). An answer that does not say how
 * long it is good is good for nothing but itself, and one that does not say `public` is private.
 */
export function readFreshness(headers: IncomingHttpHeaders): Freshness {
  const directives = (headers["cache-control"] ?? "")
    .toLowerCase()
    .split(",")
    .map((part) => part.trim());
  const isForbidden = directives.some((name) => /^no-(store|cache)\b/.test(name));
  const lifetime = isForbidden ? 0 : Math.max(0, ...directives.map(readMaxAge));
  const age = Number(headers.age ?? 0);
  return {
    maxAgeSeconds: age >= 0 ? Math.max(0, lifetime - age) : 0,
    isPrivate: !directives.includes("public") || directives.includes("private"),
  };
}

function readMaxAge(directive: string): number {
  return Number(/^max-age=(\d{1,9})$/.exec(directive)?.[1] ?? 0);
}

/** What both allow. */
export function restrict(one: Freshness, other: Freshness): Freshness {
  return {
    maxAgeSeconds: Math.min(one.maxAgeSeconds, other.maxAgeSeconds),
    isPrivate: one.isPrivate || other.isPrivate,
  };
}
