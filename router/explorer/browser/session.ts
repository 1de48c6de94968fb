/** The user who is signed in, in this tab of the browser alone. */
export interface Session {
  readonly username: string;
  readonly accessToken: string;
}

const KEY = "session";
const listeners = new Set<() => void>();

/** The session; null: signed out. */
export function findSession(): Session | null {
  const stored = sessionStorage.getItem(KEY);
  return stored === null ? null : (JSON.parse(stored) as Session);
}

/** Signs in, or out with null, and calls the listeners. */
export function setSession(session: Session | null): void {
  if (session === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify(session));
  for (const listener of listeners) listener();
}

/** Calls `listener` after each change. */
export function onSessionChange(listener: () => void): void {
  listeners.add(listener);
}

/** Adds the Authorization header of the session, unless `given` has one. */
export function withAuthorization(given: Readonly<Record<string, string>> | undefined): Headers {
  const headers = new Headers(given);
  const session = findSession();
  if (session !== null && !headers.has("authorization")) {
    headers.set("authorization", `Bearer ${session.accessToken}`);
  }
  return headers;
}

/** The claims of a token. They are not verified here: show them, but decide nothing by them. */
export interface TokenClaims {
  /** Seconds since 1970. */
  readonly exp?: number;
  /** Separated by spaces. */
  readonly scope?: string;
}

/** Reads the claims of a JWT; none if it is not a JWT. */
export function readClaims(accessToken: string): TokenClaims {
  try {
    const payload = accessToken.split(".")[1] ?? "";
    return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as TokenClaims;
  } catch {
    return {};
  }
}
