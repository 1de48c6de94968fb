import type { CheckTools } from "../check-request.ts";

export const COMPOSE_OPTIONS = {
  config: { type: "string", default: "supergraph.yaml" },
  output: { type: "string" },
} as const;

export const CHECK_OPTIONS = {
  ...COMPOSE_OPTIONS,
  base: { type: "string" },
  operations: { type: "string" },
  rules: { type: "string" },
  format: { type: "string", default: "text" },
  strict: { type: "boolean", default: false },
  "max-hops": { type: "string" },
  baseline: { type: "boolean", default: false },
  update: { type: "boolean", default: false },
  watch: { type: "boolean", default: false },
} as const;

/** The text of `--help`. */
export function describeUsage(tools: CheckTools): string {
  return `Usage: ${tools.check(["[options]"])}
       ${tools.compose(["[--config <file>]", "[--output <file>]"])}

  --config <file>      what to check or compose (supergraph.yaml); its folder is the root of the other files
  --base <ref | file>  compare with the graph at a git ref, or with an SDL file (where HEAD left the main branch)
  --operations <glob>  the stored operations, from the root (operations/**/*.graphql)
  --rules <file>       what to check, and how serious it is (check.yaml at the root, if there is one)
  --format <name>      text, github, json or markdown
  --output <file>      write the report to this file; with compose: the supergraph (supergraph.graphql at the root)
  --strict             a breaking change that no stored operation uses is an error too
  --max-hops <n>       more sequential subgraph requests in an operation are an error
  --baseline           accept today's findings: write them to check-baseline.json at the root
  --update             accept today's access rules: write them to access.json at the root
  --watch              check again on every change
  --version, --help

Exit code 0: nothing is wrong; 1: there are errors; 2: it could not run.`;
}
