import { join, resolve } from "node:path";
import { didYouMean, suggestionList } from "@apollo/federation-internals";
import { type ConfigReader, createConfigReader } from "../../composition/config-reader.ts";
import { describeFileError } from "../../composition/file-error.ts";
import { findText } from "../../composition/find-text.ts";
import { SupergraphInputError } from "../../composition/supergraph-input-error.ts";
import { CheckInputError } from "../check-input-error.ts";
import { findOptionsDefect } from "../schema-lint/lint-subgraph.ts";
import { type CheckRules, SETTINGS, type Setting } from "./check-rules.ts";
import { CODES_BY_STEP } from "./known-codes.ts";
import { PRESETS, readPreset } from "./presets.ts";

/** The rules file, beside supergraph.yaml. */
export const RULES_FILE = "check.yaml";

const CODES = Object.values(CODES_BY_STEP).flat();

/**
 * Loads the rules: those of the file that is asked for, relative to `folder`; else those of `check.yaml` at the root;
 * else the preset `recommended`. Throws a SupergraphInputError with every problem of the file, and a CheckInputError
 * when it cannot be read.
 */
export async function loadRules(root: string, requested: string | null, folder: string): Promise<CheckRules> {
  const text = await readFile(requested === null ? join(root, RULES_FILE) : resolve(folder, requested));
  if (text !== null) return parseRules(text, requested ?? RULES_FILE);
  if (requested === null) return readPreset(PRESETS[0]);
  throw new CheckInputError(`--rules ${requested} cannot be read: no such file or folder.`);
}

async function readFile(path: string): Promise<string | null> {
  try {
    return await findText(path);
  } catch (error) {
    throw new CheckInputError(`The rules in ${path} cannot be read: ${describeFileError(error)}.`);
  }
}

/** Reads the text of a rules file. Throws a SupergraphInputError with every problem in it; `file` names it there. */
export function parseRules(text: string, file: string): CheckRules {
  const reader = createConfigReader(text, file, {}, "INVALID_CHECK_RULES");
  const rules = reader.problems.length === 0 ? readRules(reader) : null;
  if (rules === null || reader.problems.length > 0) throw new SupergraphInputError(reader.problems);
  return rules;
}

function readRules(reader: ConfigReader): CheckRules | null {
  const root = reader.readMapping(reader.content ?? {}, [], ["extends", "steps", "rules"]);
  if (root === null) return null;
  const preset = readPreset(readChoice(reader, root.extends ?? PRESETS[0], ["extends"], PRESETS) ?? PRESETS[0]);
  const steps = reader.readMapping(root.steps ?? {}, ["steps"], Object.keys(CODES_BY_STEP)) ?? {};
  const rules = Object.entries(reader.readMapping(root.rules ?? {}, ["rules"]) ?? {});
  const readSetting = (value: unknown, path: readonly string[]) =>
    readChoice<Setting>(reader, value, path, SETTINGS) ?? "on";
  reportUnknown(reader, rules);
  return {
    steps: new Map([
      ...preset.steps,
      ...Object.entries(steps).map(([name, value]) => [name, readSetting(value, ["steps", name])] as const),
    ]),
    codes: new Map([
      ...preset.codes,
      ...rules.map(([code, value]) => {
        const setting = Array.isArray(value) ? value[0] : value;
        return [code, readSetting(setting, ["rules", code])] as const;
      }),
    ]),
    lintOptions: new Map(rules.flatMap(([code, value]) => readOptions(reader, code, value))),
  };
}

function readChoice<Choice extends string>(
  { report }: ConfigReader,
  value: unknown,
  path: readonly string[],
  choices: readonly Choice[],
): Choice | null {
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  const message = `${path.join(".")} is ${JSON.stringify(value)}.`;
  report(path, { message, mend: `Make it one of ${choices.join(", ")}.` });
  return null;
}

function reportUnknown({ report }: ConfigReader, rules: readonly (readonly [string, unknown])[]): void {
  for (const [code] of rules.filter(([name]) => !CODES.includes(name))) {
    const mend = didYouMean(suggestionList(code, CODES)).trim() || "Name it as findings do: by their code.";
    report(["rules", code], { message: `rules.${code} is not a known rule.`, mend });
  }
}

/** The options of a lint rule, written as ESLint has them: `[error, { … }]`. Some rules need them. */
function readOptions(reader: ConfigReader, code: string, value: unknown): (readonly [string, unknown])[] {
  const [setting, options, ...others] = Array.isArray(value) ? value : [value];
  const defect = setting === "off" ? null : findDefect(code, options, others);
  if (defect === null) return options === undefined ? [] : [[code, options]];
  const message = `The options of ${code} cannot be used: ${defect}.`;
  reader.report(["rules", code], { message, mend: "Write them as ESLint has them: [error, { … }]." });
  return [];
}

function findDefect(code: string, options: unknown, others: readonly unknown[]): string | null {
  if (others.length > 0) return "a rule has one set of options";
  if (code.startsWith("@graphql-eslint/")) return CODES.includes(code) ? findOptionsDefect(code, options) : null;
  return options === undefined ? null : "only rules of graphql-eslint have options";
}
