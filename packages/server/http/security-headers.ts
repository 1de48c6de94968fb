/**
 * Headers of every answer, unless a route sets its own. No cache keeps the answer, no browser guesses its type, and no
 * page frames it or learns the visitor's origin from it. Strict-Transport-Security is for the server that ends TLS.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};
