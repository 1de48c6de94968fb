import { dirname, join } from "node:path";
import { expect, it } from "@jest/globals";
import { listFiles, readText, withoutCode } from "./markdown.ts";

/** Words that make a reader turn a sentence around before it can be understood. */
const CROOKED = /\b(?:whoever|whatever|nobody|anybody|everybody|of which|of whom)\b/gi;

/** A decision is left as it was written on its day. */
const files = listFiles(/\.md$/).filter((file) => dirname(file) !== join("docs", "decisions"));

it.each(files)("%s is plain English", (file) => {
  const found = [...withoutCode(readText(file)).matchAll(CROOKED)].map(([word]) => word);
  expect(found).toEqual([]);
});
