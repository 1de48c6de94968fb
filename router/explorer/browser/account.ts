import { requireElement } from "./dom.ts";
import { type GraphqlAnswer, sendRequest } from "./graphql-request.ts";
import { findSession, onSessionChange, readClaims, type Session, setSession } from "./session.ts";

const SIGN_IN = `mutation SignIn($username: String!, $password: String!) {
  login(username: $username, password: $password) { accessToken }
}`;

/** Makes the sign-in of a page work, if the page has one. */
export function mountAccount(): void {
  const account = document.querySelector("#account");
  if (!(account instanceof HTMLElement)) return;
  const form = requireElement("form", HTMLFormElement, account);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(form);
    void signIn(account, String(given.get("username")), String(given.get("password")));
  });
  for (const button of account.querySelectorAll<HTMLButtonElement>(".demo-user")) {
    const { username = "", password = "" } = button.dataset;
    button.addEventListener("click", () => void signIn(account, username, password));
  }
  requireElement(".sign-out", HTMLButtonElement, account).addEventListener("click", () => {
    setSession(null);
    say(account, "Signed out.");
    requireElement(".signed-out button, .signed-out summary", HTMLElement, account).focus();
  });
  account.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") closeForm(account);
  });
  onSessionChange(() => showSession(account));
  showSession(account);
}

function closeForm(account: HTMLElement): void {
  const details = requireElement("details", HTMLDetailsElement, account);
  if (!details.open) return;
  details.open = false;
  requireElement("summary", HTMLElement, details).focus();
}

async function signIn(account: HTMLElement, username: string, password: string): Promise<void> {
  say(account, "Signing in …");
  try {
    const answer = await sendRequest({ query: SIGN_IN, variables: { username, password } });
    const accessToken = findAccessToken(answer);
    if (accessToken === null) return say(account, answer.errors?.[0]?.message ?? "The sign-in gave no token.");
    setSession({ username, accessToken });
    say(account, "");
    requireElement("form", HTMLFormElement, account).reset();
    requireElement("details", HTMLDetailsElement, account).open = false;
    requireElement(".sign-out", HTMLButtonElement, account).focus();
  } catch {
    say(account, "The router cannot be reached.");
  }
}

function findAccessToken({ data }: GraphqlAnswer): string | null {
  const login = data?.login as { readonly accessToken?: unknown } | null | undefined;
  return typeof login?.accessToken === "string" ? login.accessToken : null;
}

function showSession(account: HTMLElement): void {
  const session = findSession();
  requireElement(".signed-out", HTMLElement, account).hidden = session !== null;
  requireElement(".signed-in", HTMLElement, account).hidden = session === null;
  if (session === null) return;
  const { exp, scope = "" } = readClaims(session.accessToken);
  const who = requireElement(".who", HTMLElement, account);
  who.textContent = `Signed in as ${session.username}`;
  who.title = scope === "" ? "The token has no scopes." : `The token has the scopes ${scope}.`;
  if (exp !== undefined) endSessionAt(account, session, exp * 1000);
}

/** With an expired token every request would be refused: the page goes on without it. */
function endSessionAt(account: HTMLElement, session: Session, time: number): void {
  setTimeout(() => {
    if (findSession()?.accessToken !== session.accessToken) return;
    setSession(null);
    say(account, "The access token has expired.");
  }, time - Date.now());
}

function say(account: HTMLElement, message: string): void {
  requireElement(".message", HTMLElement, account).textContent = message;
}
