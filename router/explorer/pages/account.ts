import { type Html, html } from "../html.ts";
import type { DemoUser } from "../variables.ts";

/** The user who is signed in; else a form to sign in, and a button for each demo user. */
export function buildAccount(demoUsers: readonly DemoUser[]): Html {
  return html`<section class="account" id="account" aria-label="Sign-in">
<div class="signed-out">
${demoUsers.map(buildDemoButton)}
<details class="sign-in">
<summary>${demoUsers.length === 0 ? "Sign in" : "Other user"}</summary>
<form method="post">
<label>Username <input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button type="submit">Sign in</button>
</form>
</details>
</div>
<div class="signed-in" hidden>
<span class="who"></span>
<button type="button" class="sign-out">Sign out</button>
</div>
<p class="message" role="status"></p>
</section>`;
}

function buildDemoButton({ username, password }: DemoUser): Html {
  return html`<button type="button" class="demo-user" data-username="${username}" data-password="${password}">Sign in as ${username}</button>`;
}
