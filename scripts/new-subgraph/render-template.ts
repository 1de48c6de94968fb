import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Placeholders } from "./choose-names.ts";

const TEMPLATE = join("scripts", "new-subgraph", "template");
const ENDING = ".template";

/**
 * The files of a new subgraph, by their paths from the project's root. In a template, `{{word}}` is what a placeholder
 * stands for, and `__word__` in its path. Lines from `{{#word}}` to `{{/word}}` stay where there is one; lines from
 * `{{^word}}` stay where there is none. A template without a line that stays is no file.
 */
export function renderTemplate(placeholders: Placeholders): Map<string, string> {
  const files = readdirSync(TEMPLATE, { recursive: true, encoding: "utf8" });
  return new Map(
    files
      .filter((file) => file.endsWith(ENDING))
      .map((file): [string, string] => [
        file.slice(0, -ENDING.length).replace(/__(\w+?)__/g, (_whole, word) => placeholders[word] ?? ""),
        render(readFileSync(join(TEMPLATE, file), "utf8"), placeholders),
      ])
      .filter(([, text]) => text !== ""),
  );
}

function render(text: string, placeholders: Placeholders): string {
  return text
    .replace(/^\{\{([#^])(\w+)\}\}\n([\s\S]*?)^\{\{\/\2\}\}\n/gm, (_whole, sign, word, lines) =>
      (sign === "#") === word in placeholders ? lines : "",
    )
    .replace(/\{\{(\w+)\}\}/g, (_whole, word) => placeholders[word] ?? "");
}
