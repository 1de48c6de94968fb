export {
  type CompositionResult,
  composeSupergraph,
} from "../composition/compose-supergraph.ts";
export type { Place, Problem } from "../composition/problem.ts";
export type { SubgraphSchema } from "../composition/subgraph-schema.ts";
export { SupergraphInputError } from "../composition/supergraph-input-error.ts";
export { CheckInputError } from "./check-input-error.ts";
export type { CheckOptions, CheckRequest, CheckTools } from "./check-request.ts";
export { INSTALLED_TOOLS } from "./command/installed-tools.ts";
export type { CheckReport, StepReport } from "./report/check-report.ts";
export { formatGithub } from "./report/format-github.ts";
export { formatJson } from "./report/format-json.ts";
export { formatMarkdown } from "./report/format-markdown.ts";
export { formatText } from "./report/format-text.ts";
export { runCheck } from "./run-check.ts";
