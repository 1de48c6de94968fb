const BUSY_STATUSES = [429, 503];

/** Clients are never told a longer time. */
const MAXIMUM_SECONDS = 86_400;

/**
 * In how many seconds a busy subgraph wants to be asked again, from its `Retry-After` (RFC 9110 §10.2.3). Retries wait
 * for it, and clients are told it. Null: the subgraph does not say; the status may come from a proxy that has lost it.
 */
export function findRetryAfter(statusCode: number, header: string | string[] | undefined): number | null {
  if (!BUSY_STATUSES.includes(statusCode) || typeof header !== "string") return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : secondsUntil(header);
  return Number.isNaN(seconds) ? null : Math.min(Math.max(0, Math.ceil(seconds)), MAXIMUM_SECONDS);
}

/** Until an HTTP date; `Date.parse` alone reads numbers as years. */
function secondsUntil(date: string): number {
  return /^[A-Z][a-z]/.test(date) ? (Date.parse(date) - Date.now()) / 1000 : Number.NaN;
}
