import { HINTS } from "@apollo/composition/dist/hints.js";
import { LINT_CODES, OTHER_LINT_CODES, UNUSED_COMMENT } from "../schema-lint/lint-codes.ts";
import type { CheckRules, Setting } from "./check-rules.ts";

/** The names of the presets that a rules file may extend. The first one holds without a file. */
export const PRESETS = ["recommended", "all"] as const;

/** Lint rules about what is ambiguous in any graph; the others are a matter of taste. */
const RECOMMENDED_LINT = ["@graphql-eslint/unique-enum-value-names"];

/** Steps about what only some graphs have beside them: this router, and Prisma schemas. */
const OWN_STEPS = ["router-limits", "prisma-agreement"];

/** Composition ranks these hints below warnings: they are about what works as it is. */
const REMARKS = Object.values(HINTS).filter(({ level }) => level.name !== "WARN");

/**
 * What a preset sets. `recommended`: what is wrong in any graph. `all`: the rules of taste too, and the files
 * that the check expects beside the graph. The further rules of graphql-eslint are off in both.
 */
export function readPreset(preset: (typeof PRESETS)[number]): CheckRules {
  const optional = [
    ...LINT_CODES.filter((code) => !RECOMMENDED_LINT.includes(code)),
    ...REMARKS.map(({ code }) => code),
    ...[UNUSED_COMMENT, "SUPERGRAPH_MISSING", "ACCESS_MAP_MISSING"],
  ];
  const off = preset === "all" ? OTHER_LINT_CODES : [...OTHER_LINT_CODES, ...optional];
  return {
    steps: new Map<string, Setting>(preset === "all" ? [] : OWN_STEPS.map((step) => [step, "off"])),
    codes: new Map(off.map((code) => [code, "off"])),
    lintOptions: new Map(),
  };
}
