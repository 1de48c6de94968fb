import { accessMapStep } from "./access-map/step.ts";
import { buildBreakingChangesStep } from "./breaking-changes/step.ts";
import { buildCompositionStep } from "./composition/step.ts";
import { buildFreshnessStep } from "./freshness/step.ts";
import type { LoadedCheck } from "./load-check.ts";
import { buildOperationsStep } from "./operations/step.ts";
import type { MigrationTools } from "./prisma-agreement/compare-migrations.ts";
import { createPrismaAgreementStep } from "./prisma-agreement/step.ts";
import { queryPlansStep } from "./query-plans/step.ts";
import { routerLimitsStep } from "./router-limits/step.ts";
import { schemaLintStep } from "./schema-lint/step.ts";
import type { CheckStep } from "./step.ts";

/** The project's own tools, which the steps need. */
export type CheckDependencies = MigrationTools;

/** Builds the steps of `npm run check`, in the order of its report. */
export function buildSteps(loaded: LoadedCheck, dependencies: CheckDependencies): readonly CheckStep[] {
  const { composition, baseHints, checkedIn, composeCommand, base, operationProblems } = loaded;
  return [
    buildCompositionStep(composition, baseHints),
    buildFreshnessStep(checkedIn, composeCommand),
    buildBreakingChangesStep(base.graph ? null : base.reason),
    buildOperationsStep(operationProblems),
    queryPlansStep,
    routerLimitsStep,
    accessMapStep,
    createPrismaAgreementStep(dependencies),
    schemaLintStep,
  ];
}
