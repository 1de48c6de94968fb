import { type Html, html } from "../html.ts";

/** Where the browser's scripts and styles are served. */
export const ASSETS_PATH = "/explorer/assets";

/** The content of one of the explorer's pages. */
export interface PageContent {
  readonly name: "home" | "graphiql" | "sandbox";
  readonly title: string;
  readonly styles: readonly string[];
  readonly account: Html | null;
  readonly main: Html;
  /** Allows the inline style elements of the page's libraries. */
  readonly styleNonce?: string;
}

const PAGES = [
  { name: "home", path: "/", label: "Overview", note: "" },
  { name: "graphiql", path: "/graphiql", label: "GraphiQL", note: "" },
  { name: "sandbox", path: "/sandbox", label: "Apollo Sandbox", note: "needs the internet" },
] as const;

/** Builds a whole document. */
export function buildPage({ name, title, styles, account, main, styleNonce = "" }: PageContent): string {
  const nonce = styleNonce === "" ? null : html` nonce="${styleNonce}"`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${ASSETS_PATH}/icon.svg" type="image/svg+xml">
${styles.map((style) => html`<link rel="stylesheet" href="${ASSETS_PATH}/${style}.css">`)}
<script type="module" src="${ASSETS_PATH}/${name}.js"${nonce}></script>
</head>
<body class="page-${name}">
<a class="skip-link" href="#main">Skip to the content</a>
<header class="top">
<nav aria-label="Explorer">${PAGES.map((page) => buildLink(page, page.name === name))}</nav>
${account}
</header>
<main id="main" tabindex="-1">
<noscript><p>The explorer needs JavaScript.</p></noscript>
${main}
</main>
</body>
</html>
`.markup;
}

function buildLink({ path, label, note }: (typeof PAGES)[number], isCurrent: boolean): Html {
  const current = isCurrent ? html` aria-current="page"` : null;
  const aside = note === "" ? null : html` <small>${note}</small>`;
  return html`<a href="${path}"${current}>${label}${aside}</a>`;
}
