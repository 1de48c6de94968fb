import { rules as libraryRules } from "@graphql-eslint/eslint-plugin/rules/index";
import type { Rule } from "eslint";
import { Linter } from "eslint/universal";
import type { Problem } from "../../composition/problem.ts";
import { type CheckRules, findSetting } from "../rules/check-rules.ts";
import { graphqlParser } from "./graphql-language.ts";
import { LIBRARY_RULES } from "./library-rules.ts";
import { LINT_CODES, OTHER_LINT_CODES, UNUSED_COMMENT } from "./lint-codes.ts";
import { OWN_RULES } from "./own-rules.ts";
import type { GraphFacts, SchemaRule } from "./schema-rule.ts";
import type { SubgraphFacts } from "./subgraph-facts.ts";

/** The step's name in a rules file. */
export const SCHEMA_LINT = "schema-lint";

/** The text's name for ESLint, by which it finds the configuration. */
const FILE_NAME = "schema.graphql";

const OPTIONS = new Map(LIBRARY_RULES.map(({ code, options }) => [code as string, options]));
const MENDS = new Map([...OWN_RULES, ...LIBRARY_RULES].map(({ code, mend }) => [code as string, mend]));

/** Applies the rules that are on to the SDL of one subgraph. @returns its findings, and how many a comment silences */
export function lintSubgraph(subgraph: SubgraphFacts, graph: GraphFacts, rules: CheckRules) {
  const isOn = (code: string) => findSetting(rules, SCHEMA_LINT, code) !== "off";
  const codes = [...LINT_CODES, ...OTHER_LINT_CODES].filter(
    (code) => isOn(code) && (code !== "@graphql-eslint/relay-page-info" || subgraph.types.has("PageInfo")),
  );
  // ESLint documents getSuppressedMessages, but its types lack it.
  const linter = new Linter() as Linter & { getSuppressedMessages(): readonly unknown[] };
  const messages = linter.verify(subgraph.sdl, buildConfig(codes, subgraph, graph, rules), FILE_NAME);
  return {
    // A comment of another linter's may name any rule.
    findings: messages
      .filter(({ ruleId }) => (ruleId !== null && codes.includes(ruleId)) || isOn(UNUSED_COMMENT))
      .map((message) => buildFinding(message, subgraph)),
    silenced: linter.getSuppressedMessages().length,
  };
}

function buildConfig(
  codes: readonly string[],
  subgraph: SubgraphFacts,
  graph: GraphFacts,
  { lintOptions }: CheckRules,
): Linter.Config {
  const own = OWN_RULES.map((rule) => [rule.code.split("/")[1], buildEslintRule(rule, subgraph, graph)]);
  return {
    files: [FILE_NAME],
    languageOptions: { parser: graphqlParser },
    linterOptions: { reportUnusedDisableDirectives: "warn" },
    plugins: { ...LIBRARY_PLUGIN, supergraph: { rules: Object.fromEntries(own) } },
    rules: Object.fromEntries(codes.map((code) => [code, buildSetting(code, lintOptions.get(code))])),
  };
}

function buildSetting(code: string, given: unknown): Linter.RuleEntry {
  const options = given ?? OPTIONS.get(code);
  return options === undefined ? "error" : ["error", options];
}

/** The library's types name their own parser, which ESLint does not know. */
const LIBRARY_PLUGIN = { "@graphql-eslint": { rules: libraryRules } } as unknown as NonNullable<
  Linter.Config["plugins"]
>;

/** Why a library's rule cannot have `options`, or be without; null when it can. ESLint names the option. */
export function findOptionsDefect(code: string, options: unknown): string | null {
  const rules = { [code]: buildSetting(code, options) };
  const config = {
    files: [FILE_NAME],
    languageOptions: { parser: graphqlParser },
    plugins: LIBRARY_PLUGIN,
    rules,
  };
  try {
    new Linter().verify("scalar A", config, FILE_NAME);
    return null;
  } catch (error) {
    return (error as Error).message.split("\n").slice(1).join(" ").trim().replace(/\.$/, "");
  }
}

function buildEslintRule(rule: SchemaRule, subgraph: SubgraphFacts, graph: GraphFacts): Rule.RuleModule {
  return {
    create: (context) => ({
      Program() {
        for (const { at, message } of rule.check(subgraph, graph)) {
          const token = at.loc?.startToken;
          if (token) context.report({ loc: { line: token.line, column: token.column - 1 }, message });
        }
      },
    }),
  };
}

function buildFinding(
  { ruleId, severity, message, line, column }: Linter.LintMessage,
  { name, file }: SubgraphFacts,
): Problem {
  return {
    severity: severity === 2 ? "error" : "warning",
    code: ruleId ?? UNUSED_COMMENT,
    message: /[.!?]$/.test(message) ? message : `${message}.`,
    mend: describeMend(ruleId),
    places: [{ file, line, column, subgraph: name }],
  };
}

function describeMend(ruleId: string | null): string {
  // Without a rule, it is about a comment that silences nothing; with an unknown rule, about a misspelling.
  if (ruleId === null) return "Remove the comment.";
  if (![...LINT_CODES, ...OTHER_LINT_CODES].includes(ruleId)) return "Correct the name of the rule in the comment.";
  const silence = `ilence it: put "# eslint-disable-next-line ${ruleId} -- the reason" on the line above.`;
  const mend = MENDS.get(ruleId);
  return mend === undefined ? `S${silence}` : `${mend} Or s${silence}`;
}
