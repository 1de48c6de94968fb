/**
 * Headers of every answer, unless a route sets its own: it is what it says it is, it is for whoever asked alone, and no
 * page may frame it or learn from it where a visitor came from. Strict-Transport-Security is for whoever ends TLS.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};
