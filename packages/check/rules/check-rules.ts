import type { Problem } from "../../composition/problem.ts";

/** What a rule or a step may be set to. `on` leaves each finding its own severity. */
export const SETTINGS = ["on", "off", "warning", "error"] as const;

export type Setting = (typeof SETTINGS)[number];

/** What the check looks at, and how serious each finding is. */
export interface CheckRules {
  readonly steps: ReadonlyMap<string, Setting>;
  readonly codes: ReadonlyMap<string, Setting>;
  /** The options of lint rules that have other ones than the check's, by the rule's code. */
  readonly lintOptions: ReadonlyMap<string, unknown>;
}

/** The setting of a code in a step: the code's own; else the step's. */
export function findSetting({ steps, codes }: CheckRules, step: string, code: string): Setting {
  const own = codes.get(code) ?? "on";
  return own === "on" ? (steps.get(step) ?? "on") : own;
}

/** The findings of a step that are not turned off, each with the severity that it is set to. */
export function applyRules(rules: CheckRules, step: string, findings: readonly Problem[]): Problem[] {
  return findings.flatMap((finding) => {
    const setting = findSetting(rules, step, finding.code);
    if (setting === "off") return [];
    return [setting === "on" ? finding : { ...finding, severity: setting }];
  });
}
