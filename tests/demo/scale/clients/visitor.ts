import { ask, type Client, type Connection } from "./client.ts";

const FIELDS = "accessToken refreshToken";
const REGISTER = `mutation Register($username: String!, $password: String!) {
  register(username: $username, password: $password) { ${FIELDS} } }`;
const LOGIN = `mutation Login($username: String!, $password: String!) {
  login(username: $username, password: $password) { ${FIELDS} } }`;
const REFRESH = `mutation Refresh($refreshToken: String!) { refreshSession(refreshToken: $refreshToken) { ${FIELDS} } }`;
const LOGOUT = "mutation Logout($refreshToken: String!) { logout(refreshToken: $refreshToken) }";
const ME = "query Me { me { username } }";

/** Every so often, the session is ended, and a new one begun with the password. */
const SIGNED_OUT_OF = 6;

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Makes an account. @throws Error when it is refused */
export async function register(connection: Connection, username: string): Promise<Client> {
  const client: Client = { username, password: `password of ${username}`, token: "", refreshToken: "" };
  const { password } = client;
  const asked = { operation: "register", query: REGISTER, variables: { username, password } };
  const { data, text } = await ask<{ register: Session }>(connection, asked);
  if (data === null) throw new Error(`${username} cannot register: ${text}`);
  keep(client, data.register);
  return client;
}

/** Renews the session, or begins a new one where there may be none, and asks who one is. */
export async function visitOnce(connection: Connection, client: Client, turn: number): Promise<void> {
  if (turn % SIGNED_OUT_OF === SIGNED_OUT_OF - 1) await logOut(connection, client);
  else if (client.refreshToken === "") await logIn(connection, client);
  else await refresh(connection, client);
  await askWho(connection, client);
}

/** Renews the session: its refresh token was acknowledged, and never used, so that a refusal is wrong. */
export async function refresh(connection: Connection, client: Client): Promise<void> {
  const { refreshToken } = client;
  // Once it was sent, it may be spent, whether or not an answer comes.
  client.refreshToken = "";
  const asked = { operation: "refresh a session", query: REFRESH, variables: { refreshToken } };
  const { data, text } = await ask<{ refreshSession: Session }>(connection, asked);
  if (data === null) return noteRefusal(connection, client, text);
  keep(client, data.refreshSession);
}

async function logIn(connection: Connection, client: Client): Promise<void> {
  const { username, password } = client;
  const asked = { operation: "sign in", query: LOGIN, variables: { username, password } };
  const { data, text } = await ask<{ login: Session }>(connection, asked);
  if (data === null) return noteRefusal(connection, client, text);
  keep(client, data.login);
}

async function logOut(connection: Connection, client: Client): Promise<void> {
  const { refreshToken } = client;
  if (refreshToken === "") return;
  client.refreshToken = "";
  const asked = { operation: "sign out", query: LOGOUT, variables: { refreshToken } };
  const { data } = await ask<{ logout: boolean }>(connection, asked);
  if (data !== null && !data.logout) connection.traffic.wrong.push(`${client.username} had a session and has none`);
}

async function askWho(connection: Connection, { token, username }: Client): Promise<void> {
  const { data } = await ask<{ me: { username: string } | null }>(connection, {
    operation: "who am I",
    query: ME,
    token,
  });
  if (data?.me && data.me.username !== username) {
    connection.traffic.wrong.push(`${username} is taken for ${data.me.username}`);
  }
}

function keep(client: Client, { accessToken, refreshToken }: Session): void {
  client.token = accessToken;
  client.refreshToken = refreshToken;
}

/** A service may be away; but it may not say that what it has acknowledged is not so. */
function noteRefusal({ traffic }: Connection, { username }: Client, text: string): void {
  if (text.includes('"UNAUTHENTICATED"')) traffic.wrong.push(`the session of ${username} is refused: ${text}`);
}
