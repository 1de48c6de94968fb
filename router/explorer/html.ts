/** Markup that may go into a page as it is. */
export interface Html {
  readonly markup: string;
}

type Content = Html | string | number | null | readonly (Html | string)[];

/** Builds markup. Inserted text is escaped, inserted markup is not; null inserts nothing, a list its items. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const markup = parts.map((part, index) => (index === 0 ? part : render(contents[index - 1] ?? null) + part));
  return { markup: markup.join("") };
}

function render(content: Content): string {
  if (content === null) return "";
  if (typeof content === "string" || typeof content === "number") return escapeText(String(content));
  return "markup" in content ? content.markup : content.map(render).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
