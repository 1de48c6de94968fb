import { accessMapStep } from "./access-map/step.ts";
import { buildBreakingChangesStep } from "./breaking-changes/step.ts";
import { buildCompositionStep } from "./composition/step.ts";
import { buildFreshnessStep } from "./freshness/step.ts";
import type { LoadedCheck } from "./load-check.ts";
import { buildOperationsStep } from "./operations/step.ts";
import { createPrismaAgreementStep, type PrismaAgreementDependencies } from "./prisma-agreement/step.ts";
import { queryPlansStep } from "./query-plans/step.ts";
import { schemaLintStep } from "./schema-lint/step.ts";
import type { CheckStep } from "./step.ts";

/** What the steps cannot do themselves: it needs the project's own tools. */
export type CheckDependencies = PrismaAgreementDependencies;

/** Builds everything `npm run check` looks at, in the order it is reported. */
export function buildSteps(loaded: LoadedCheck, dependencies: CheckDependencies): readonly CheckStep[] {
  const { composition, baseHints, checkedIn, composeCommand, base, operationProblems } = loaded;
  return [
    buildCompositionStep(composition, baseHints),
    buildFreshnessStep(checkedIn, composeCommand),
    buildBreakingChangesStep(base.graph ? null : base.reason),
    buildOperationsStep(operationProblems),
    queryPlansStep,
    accessMapStep,
    createPrismaAgreementStep(dependencies),
    schemaLintStep,
  ];
}
