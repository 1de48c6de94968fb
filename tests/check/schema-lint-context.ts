import type { MigrationTools } from "../../packages/check/prisma-agreement/migration-tools.ts";
import { schemaLintStep } from "../../packages/check/schema-lint/step.ts";
import type { CheckContext } from "../../packages/check/step.ts";
import type { StepResult } from "../../packages/check/step-result.ts";
import { checkTools, migrationTools } from "../../scripts/check-tools.ts";
import { EMPTY_CONTEXT } from "./support/empty-context.ts";

/** A link on one line, so that the schema begins on line 2. */
const FEDERATION_LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@override", "@inaccessible", "@authenticated", "@requiresScopes", "@policy", "@tag", "@listSize"])\n';

/** Lints subgraphs by name, each as if it came from `<name>.graphql`, behind a link to federation. */
export function lint(schemas: Readonly<Record<string, string>>, baseSdl: string | null = null): Promise<StepResult> {
  return lintUnlinked(
    Object.fromEntries(Object.entries(schemas).map(([name, sdl]) => [name, FEDERATION_LINK + sdl])),
    baseSdl,
  );
}

/** Lints subgraphs by name, as they are. */
export function lintUnlinked(
  schemas: Readonly<Record<string, string>>,
  baseSdl: string | null = null,
): Promise<StepResult> {
  const subgraphs = Object.entries(schemas).map(([name, sdl]) => ({ name, file: `${name}.graphql`, sdl }));
  const base = baseSdl === null ? null : { supergraphSdl: baseSdl };
  return schemaLintStep.run({ ...buildContext(subgraphs), base });
}

/** What `npm run check` gives a step that looks at the subgraphs alone. */
export function buildContext(
  subgraphs: CheckContext["subgraphs"],
  root = ".",
  migrations: Partial<MigrationTools> = {},
): CheckContext {
  return {
    ...EMPTY_CONTEXT,
    root,
    subgraphs,
    tools: { ...checkTools, migrations: { ...migrationTools, ...migrations } },
  };
}

/** Each finding as one line: `books.graphql:3:5 error supergraph/bounded-list`. */
export function listFindings({ findings }: StepResult): string[] {
  return findings.map(
    ({ places: [place], severity, code }) => `${place?.file}:${place?.line}:${place?.column} ${severity} ${code}`,
  );
}
