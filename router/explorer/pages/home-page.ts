import { colourClass } from "../colours.ts";
import type { ExampleOperation } from "../example-operations.ts";
import type { EntityModel, GraphModel } from "../graph/graph-model.ts";
import { drawGraph } from "../graph/graph-picture.ts";
import { type Html, html } from "../html.ts";
import { buildPage } from "./page.ts";

/** The start page: the parts of the graph, whether they are up, and operations to try. */
export function buildHomePage(graph: GraphModel, examples: readonly ExampleOperation[], account: Html | null): string {
  return buildPage({
    name: "home",
    title: "Explore the graph",
    styles: ["explorer", "home"],
    account,
    main: html`<h1>Explore the graph</h1>
<div class="columns">
<section aria-labelledby="examples-heading">
<h2 id="examples-heading">Try an operation</h2>
${examples.length === 0 ? html`<p>There are no example operations. <a href="/graphiql">Write one in GraphiQL.</a></p>` : null}
<ul class="examples">${examples.map(buildExample)}</ul>
</section>
<section aria-labelledby="subgraphs-heading">
<h2 id="subgraphs-heading">Subgraphs</h2>
<ul class="states" id="states">${graph.subgraphs.map(({ name }, index) => buildState(name, index))}</ul>
<p class="checked" id="checked" role="status"></p>
<h2>Endpoint</h2>
<p><code id="endpoint">/graphql</code></p>
</section>
</div>
<section aria-labelledby="graph-heading">
<h2 id="graph-heading">Who contributes what</h2>
<div class="picture" tabindex="0" role="group" aria-labelledby="graph-heading">${drawGraph(graph)}</div>
<details><summary>The same in words</summary><ul>${graph.entities.map(describeEntity)}</ul></details>
</section>`,
  });
}

function buildExample({ name, kind, description }: ExampleOperation): Html {
  return html`<li><a href="/graphiql?operation=${encodeURIComponent(name)}"><span class="kind ${kind}">${kind}</span> <strong>${name}</strong></a> <span class="description">${description}</span></li>`;
}

function buildState(name: string, index: number): Html {
  return html`<li data-subgraph="${name}" data-state="unknown"><span class="dot" aria-hidden="true"></span> <strong class="${colourClass(index)}">${name}</strong> <span class="state-text">…</span></li>`;
}

function describeEntity({ name, keys, common, contributions }: EntityModel): Html {
  const parts = contributions.map(
    ({ subgraph, fields }) => html`<li>${subgraph}: ${fields.map((field) => field.name).join(", ")}</li>`,
  );
  const shared = common.map((field) => field.name).join(", ");
  return html`<li><strong>${name}</strong>, known by ${keys.join(" or ")}<ul>${shared === "" ? null : html`<li>all of these: ${shared}</li>`}${parts}</ul></li>`;
}
