import { type Html, html } from "../html.ts";
import { buildPage } from "./page.ts";

/** GraphiQL beside the query plan of what was run last. */
export function buildGraphiqlPage(subgraphs: readonly string[], account: Html | null, styleNonce: string): string {
  return buildPage({
    name: "graphiql",
    title: "GraphiQL",
    styles: ["graphiql", "explorer", "plan"],
    account,
    styleNonce,
    main: html`<h1 class="visually-hidden">GraphiQL</h1>
<div id="graphiql">Loading GraphiQL …</div>
<aside id="plan" aria-labelledby="plan-heading" data-subgraphs="${JSON.stringify(subgraphs)}">
<h2 id="plan-heading">Query plan</h2>
<label class="switch"><input type="checkbox" id="explain" checked> Explain what I run</label>
<div id="plan-content"><p class="hint">Run an operation: the requests it takes and their SQL appear here.</p></div>
</aside>`,
  });
}
