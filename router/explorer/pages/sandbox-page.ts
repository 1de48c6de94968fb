import { type Html, html } from "../html.ts";
import { buildPage } from "./page.ts";

/** Apollo Sandbox in Apollo's frame; the page sends its requests. */
export function buildSandboxPage(account: Html | null): string {
  return buildPage({
    name: "sandbox",
    title: "Apollo Sandbox",
    styles: ["explorer", "sandbox"],
    account,
    main: html`<h1 class="visually-hidden">Apollo Sandbox</h1>
<p class="hint">Apollo Sandbox is loaded from apollographql.com. Without the internet, <a href="/graphiql">GraphiQL</a> does the same.</p>
<div id="sandbox"></div>`,
  });
}
