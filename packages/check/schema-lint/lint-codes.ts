import { rules } from "@graphql-eslint/eslint-plugin/rules/index";
import { LIBRARY_RULES } from "./library-rules.ts";
import { OWN_RULES } from "./own-rules.ts";

/** The lint rules that the check has options and advice for, by the codes of their findings. */
export const LINT_CODES: readonly string[] = [...OWN_RULES, ...LIBRARY_RULES].map(({ code }) => code);

/** A comment that silences nothing, or that names no rule. */
export const UNUSED_COMMENT = "unused-eslint-disable";

/** Further rules of graphql-eslint that read one SDL alone, without a schema or operations; each by its code. */
export const OTHER_LINT_CODES: readonly string[] = Object.entries(rules)
  .filter(([, { meta }]) => [meta.docs?.category].flat().includes("Schema"))
  .filter(([, { meta }]) => !meta.docs?.requiresSchema && !meta.docs?.requiresSiblings)
  .map(([name]) => `@graphql-eslint/${name}`)
  .filter((code) => !LINT_CODES.includes(code));
