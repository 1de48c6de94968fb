import { expect, it } from "@jest/globals";
import { html } from "../../router/explorer/html.ts";

it.each([
  ["text", html`<p>${"a & b"}</p>`, "<p>a &amp; b</p>"],
  ["tags", html`<p>${"<script>alert(1)</script>"}</p>`, "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"],
  ["quotes in attributes", html`<a title="${`"'`}">`, '<a title="&quot;&#39;">'],
  ["numbers", html`${1}${2.5}`, "12.5"],
  ["nothing for null", html`<p>${null}</p>`, "<p></p>"],
  ["markup as it is", html`<ul>${html`<li>${"<"}</li>`}</ul>`, "<ul><li>&lt;</li></ul>"],
  ["lists item by item", html`${[html`<b>`, "<b>"]}`, "<b>&lt;b&gt;"],
])("inserts %s", (_what, { markup }, expected) => {
  expect(markup).toBe(expected);
});
