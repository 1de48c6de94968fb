import type { Answer, RunningAccounts } from "./start-accounts.ts";

export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  readonly user: User;
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly createdAt: string;
}

/** A password that every account of these tests may have. */
export const PASSWORD = "correct horse battery";

const SESSION_FIELDS = "accessToken refreshToken expiresAt user { id username createdAt }";

export function register(
  accounts: RunningAccounts,
  username: string,
  password = PASSWORD,
): Promise<Answer<{ register: Session } | null>> {
  return accounts.send(
    `mutation Register($username: String!, $password: String!) {
      register(username: $username, password: $password) { ${SESSION_FIELDS} }
    }`,
    { username, password },
  );
}

export function login(
  accounts: RunningAccounts,
  username: string,
  password = PASSWORD,
): Promise<Answer<{ login: Session } | null>> {
  return accounts.send(
    `mutation Login($username: String!, $password: String!) {
      login(username: $username, password: $password) { ${SESSION_FIELDS} }
    }`,
    { username, password },
  );
}

export function refreshSession(
  accounts: RunningAccounts,
  refreshToken: string,
): Promise<Answer<{ refreshSession: Session } | null>> {
  return accounts.send(
    `mutation Refresh($refreshToken: String!) {
      refreshSession(refreshToken: $refreshToken) { ${SESSION_FIELDS} }
    }`,
    { refreshToken },
  );
}

/** @returns what logout answers */
export async function logout(accounts: RunningAccounts, refreshToken: string): Promise<boolean> {
  const { data } = await accounts.send<{ logout: boolean }>(
    "mutation Logout($refreshToken: String!) { logout(refreshToken: $refreshToken) }",
    { refreshToken },
  );
  return data.logout;
}

export function me(accounts: RunningAccounts, token?: string): Promise<Answer<{ me: User | null } | null>> {
  return accounts.send("{ me { id username createdAt } }", {}, token === undefined ? {} : { token });
}

/** Registers a user and returns the session. @throws when that fails */
export async function signUp(accounts: RunningAccounts, username: string): Promise<Session> {
  return requireSession((await register(accounts, username)).data?.register);
}

/** Refreshes and returns the new session. @throws when that fails */
export async function renew(accounts: RunningAccounts, refreshToken: string): Promise<Session> {
  return requireSession((await refreshSession(accounts, refreshToken)).data?.refreshSession);
}

/** What an answer with one error says. */
export function readRefusal({ data, errors = [] }: Answer<unknown>): object {
  return { data, refusals: errors.map(({ message, extensions }) => ({ message, ...extensions })) };
}

function requireSession(session: Session | undefined): Session {
  if (session === undefined) throw new Error("expected a session");
  return session;
}
