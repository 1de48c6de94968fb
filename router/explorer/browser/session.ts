/** Who is signed in, in this tab of the browser alone: gone with the tab, and unknown to other tabs. */
export interface Session {
  readonly username: string;
  readonly accessToken: string;
}

const KEY = "session";
const listeners = new Set<() => void>();

/** The session that sign-in began; null when signed out. */
export function findSession(): Session | null {
  const stored = sessionStorage.getItem(KEY);
  return stored === null ? null : (JSON.parse(stored) as Session);
}

/** Signs in, or out with null, and tells whoever listens. */
export function setSession(session: Session | null): void {
  if (session === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify(session));
  for (const listener of listeners) listener();
}

/** Calls `listener` after each change. */
export function onSessionChange(listener: () => void): void {
  listeners.add(listener);
}

/** `given`, with the Authorization header of whoever is signed in unless it has one. */
export function withAuthorization(given: Readonly<Record<string, string>> | undefined): Headers {
  const headers = new Headers(given);
  const session = findSession();
  if (session !== null && !headers.has("authorization")) {
    headers.set("authorization", `Bearer ${session.accessToken}`);
  }
  return headers;
}

/** What a token says of itself. Nobody has verified it here: it is good for showing, not for deciding. */
export interface TokenClaims {
  /** Seconds since 1970. */
  readonly exp?: number;
  /** Separated by spaces. */
  readonly scope?: string;
}

/** Reads the claims of a JWT; none when it is not one. */
export function readClaims(accessToken: string): TokenClaims {
  try {
    const payload = accessToken.split(".")[1] ?? "";
    return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as TokenClaims;
  } catch {
    return {};
  }
}
