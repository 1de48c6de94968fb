import { CheckInputError } from "../check-input-error.ts";
import { readSubgraphs } from "../schema-lint/subgraph-facts.ts";
import type { CheckContext, CheckStep } from "../step.ts";
import type { StepResult } from "../step-result.ts";
import { buildSkippedResult, buildStepResult, formatCount } from "../step-result.ts";
import { type Comparison, compareSubgraph } from "./compare-subgraph.ts";

/**
 * Compares each subgraph's `prisma/<name>/schema.prisma` with its SDL, its migrations and its code.
 * The codes of its findings: `nullable-column`, `key-without-unique-index`, `missing-enum-value`, `unindexed-filter`,
 * `unindexed-order`, `migrations-out-of-date`, `migrations-fail`, `migration-stops`, `migration-loses-rows`,
 * `migration-loses-triggers`, `migration-not-tried`. A type is read from the model of its own name; `/// check-type:
 * <type>` above a model names another, or `none`. `/// check-disable <rule>: <reason>` above a model, field or value
 * silences a rule.
 *
 * Queries are read from the TypeScript beside the SDL: calls on a model (`x.book.findMany({ where })`) with object
 * literals or constants of the same file, and SQL in `$queryRaw`, `$executeRaw` and `Prisma.sql`. Not judged: filters
 * built at run time, filters on and orders by relations, nested reads, HAVING. The step finds missing indexes, not
 * useless ones: an index serves any comparison of its column, `contains` and functions included.
 *
 * `details`: how many `subgraphs`, `types` and `queries` were compared, and how many findings were `silenced`.
 */
export const prismaAgreementStep: CheckStep = {
  name: "prisma-agreement",
  title: "Prisma and SDL agree",
  run: async (context) => {
    const compared = await compareSubgraphs(context);
    const comparisons = compared.filter((comparison) => comparison !== null);
    return comparisons.length === 0
      ? buildSkippedResult("no subgraph has a prisma/<name>/schema.prisma")
      : summarize(comparisons);
  },
};

async function compareSubgraphs(context: CheckContext): Promise<readonly (Comparison | null)[]> {
  const subgraphs = readSubgraphs(context.subgraphs);
  try {
    return await Promise.all(subgraphs.map((subgraph) => compareSubgraph(context, subgraph)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new CheckInputError(
      "packages are missing: npm install --save-dev @prisma/prisma-schema-wasm @swc/core, or turn the step off",
    );
  }
}

function summarize(comparisons: readonly Comparison[]): StepResult {
  const sum = (figure: "types" | "queries" | "silenced") =>
    comparisons.reduce((total, comparison) => total + comparison[figure], 0);
  const findings = comparisons.flatMap((comparison) => comparison.findings);
  const figures = { types: sum("types"), queries: sum("queries"), silenced: sum("silenced") };
  const found = `${formatCount(findings.length, "finding")} in ${formatCount(comparisons.length, "database")}`;
  const summary = figures.silenced === 0 ? found : `${found}, ${figures.silenced} silenced`;
  return buildStepResult(summary, findings, { subgraphs: comparisons.length, ...figures });
}
