import type { Rule } from "eslint";
import { Linter } from "eslint/universal";
import type { Problem } from "../../composition/problem.ts";
import { graphqlParser } from "./graphql-language.ts";
import { libraryPlugin, listLibraryRules } from "./library-rules.ts";
import { accessRule } from "./rules/access-rule.ts";
import { boundedList } from "./rules/bounded-list.ts";
import { mutationResult } from "./rules/mutation-result.ts";
import { nullableAcrossSubgraphs } from "./rules/nullable-across-subgraphs.ts";
import { nullableQueryField } from "./rules/nullable-query-field.ts";
import type { GraphFacts, SchemaRule } from "./schema-rule.ts";
import type { SubgraphFacts } from "./subgraph-facts.ts";

const OWN_RULES: readonly SchemaRule[] = [
  accessRule,
  boundedList,
  mutationResult,
  nullableAcrossSubgraphs,
  nullableQueryField,
];
const OWN_PREFIX = "supergraph";
const LIBRARY_PREFIX = "@graphql-eslint";

/** The text's name for ESLint, by which it finds the configuration. */
const FILE_NAME = "schema.graphql";

/** Applies every rule to the SDL of one subgraph. @returns its findings, and how many a comment silences */
export function lintSubgraph(subgraph: SubgraphFacts, graph: GraphFacts) {
  // ESLint documents getSuppressedMessages, but its types lack it.
  const linter = new Linter() as Linter & { getSuppressedMessages(): readonly unknown[] };
  const messages = linter.verify(subgraph.sdl, buildConfig(subgraph, graph), FILE_NAME);
  const mends = listMends(subgraph);
  return {
    findings: messages.map((message) => buildFinding(message, mends, subgraph)),
    silenced: linter.getSuppressedMessages().length,
  };
}

function buildConfig(subgraph: SubgraphFacts, graph: GraphFacts): Linter.Config {
  const own = OWN_RULES.map((rule) => [rule.name, buildEslintRule(rule, subgraph, graph)] as const);
  return {
    files: [FILE_NAME],
    languageOptions: { parser: graphqlParser },
    linterOptions: { reportUnusedDisableDirectives: "warn" },
    plugins: { [LIBRARY_PREFIX]: libraryPlugin, [OWN_PREFIX]: { rules: Object.fromEntries(own) } },
    rules: {
      ...Object.fromEntries(own.map(([name]) => [`${OWN_PREFIX}/${name}`, "error"] as const)),
      ...Object.fromEntries(
        listLibraryRules(subgraph).map(({ name, options }) => [
          `${LIBRARY_PREFIX}/${name}`,
          options === undefined ? "error" : (["error", options] as const),
        ]),
      ),
    },
  };
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

function listMends(subgraph: SubgraphFacts): ReadonlyMap<string, string> {
  return new Map([
    ...OWN_RULES.map(({ name, mend }) => [`${OWN_PREFIX}/${name}`, mend] as const),
    ...listLibraryRules(subgraph).map(({ name, mend }) => [`${LIBRARY_PREFIX}/${name}`, mend] as const),
  ]);
}

function buildFinding(
  { ruleId, severity, message, line, column }: Linter.LintMessage,
  mends: ReadonlyMap<string, string>,
  { name, file }: SubgraphFacts,
): Problem {
  return {
    severity: severity === 2 ? "error" : "warning",
    code: ruleId ?? "unused-eslint-disable",
    message: /[.!?]$/.test(message) ? message : `${message}.`,
    mend: describeMend(ruleId, mends),
    places: [{ file, line, column, subgraph: name }],
  };
}

function describeMend(ruleId: string | null, mends: ReadonlyMap<string, string>): string {
  // Without a rule, it is about a comment that silences nothing; with an unknown rule, about a misspelling.
  if (ruleId === null) return "Remove the comment.";
  const mend = mends.get(ruleId);
  if (mend === undefined) return "Correct the name of the rule in the comment.";
  return `${mend} Or silence it: put "# eslint-disable-next-line ${ruleId} -- the reason" on the line above.`;
}
