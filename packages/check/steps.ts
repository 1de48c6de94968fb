import { accessMapStep } from "./access-map/step.ts";
import { breakingChangesStep } from "./breaking-changes/step.ts";
import { compositionStep } from "./composition/step.ts";
import { freshnessStep } from "./freshness/step.ts";
import { operationsStep } from "./operations/step.ts";
import { prismaAgreementStep } from "./prisma-agreement/step.ts";
import { queryPlansStep } from "./query-plans/step.ts";
import { routerLimitsStep } from "./router-limits/step.ts";
import { schemaLintStep } from "./schema-lint/step.ts";
import type { CheckStep } from "./step.ts";

/** The steps of the check, in the order of its report. */
export const STEPS: readonly CheckStep[] = [
  compositionStep,
  freshnessStep,
  breakingChangesStep,
  operationsStep,
  queryPlansStep,
  routerLimitsStep,
  accessMapStep,
  prismaAgreementStep,
  schemaLintStep,
];
