import { buildApiSchema } from "../api-schema.ts";
import type { CheckContext, CheckStep, Graph } from "../step.ts";
import type { StepResult } from "../step-result.ts";
import { buildSkippedResult, buildStepResult, formatCount } from "../step-result.ts";
import { findEntityOwners } from "./entity-owners.ts";
import { lintSubgraph, SCHEMA_LINT } from "./lint-subgraph.ts";
import { readSubgraphs } from "./subgraph-facts.ts";

/**
 * Checks each subgraph's SDL. Descriptions, names, deprecations and connections have rules of graphql-eslint
 * (`@graphql-eslint/…`). Access rules, bounds of lists, results of mutations, and nulls between subgraphs and at new
 * fields of Query have rules of this project (`supergraph/…`). A comment on the line above silences any rule:
 * `# eslint-disable-next-line supergraph/bounded-list -- a shelf has five`.
 *
 * `details`: how many `subgraphs` were checked, and how many findings were `silenced`. SDL that does not parse is
 * reported by the step of composition.
 */
export const schemaLintStep: CheckStep = {
  name: SCHEMA_LINT,
  title: "Schema lint",
  run: async (context) => lint(context),
};

function lint({ subgraphs: sources, base, rules }: CheckContext): StepResult {
  const subgraphs = readSubgraphs(sources);
  if (subgraphs.length === 0) return buildSkippedResult("no subgraph has a schema that can be read");
  const graph = { subgraphs, owners: findEntityOwners(subgraphs), knownQueryFields: listQueryFields(base) };
  const results = subgraphs.map((subgraph) => lintSubgraph(subgraph, graph, rules));
  const findings = results.flatMap((result) => result.findings);
  const silenced = results.reduce((sum, result) => sum + result.silenced, 0);
  const found = `${formatCount(findings.length, "finding")} in ${formatCount(subgraphs.length, "subgraph")}`;
  const summary = silenced === 0 ? found : `${found}, ${silenced} silenced`;
  return buildStepResult(summary, findings, { subgraphs: subgraphs.length, silenced });
}

function listQueryFields(base: Graph | null): ReadonlySet<string> {
  const type = base && buildApiSchema(base).getQueryType();
  return new Set(Object.keys(type?.getFields() ?? {}));
}
