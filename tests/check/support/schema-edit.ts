import { expect } from "@jest/globals";
import { checkGraph, type EditReport, summarizeFinding } from "./check-graph.ts";
import { editSdl, type GraphSdl, librarySdl } from "./library-graph.ts";

/** Text to replace in a subgraph of the library graph: its name, what stands there, and what shall. */
export type Replacement = readonly [subgraph: string, from: string, to: string];

/** An operation that touches nothing the edits change. */
export const BYSTANDER = "query Bystander {\n  __typename\n}";

/** Applies an edit to the library graph and checks it with what `Operation.graphql` holds. */
export function checkEdit(
  replacements: readonly Replacement[],
  operation: string,
  strict = false,
): Promise<EditReport> {
  const head = replacements.reduce<GraphSdl>((sdl, [name, from, to]) => editSdl(sdl, name, from, to), librarySdl);
  return checkGraph({ base: librarySdl, head, operations: { Operation: operation }, strict });
}

/** The changes that step 3 found, each as `breaking FIELD_REMOVED Book.title [books]`. */
export function listChanges({ breakingChanges }: EditReport): string[] {
  const { changes } = breakingChanges.details as { changes: ChangeDetails[] };
  return changes.map(
    ({ classification, type, coordinate, subgraphs }) =>
      `${classification} ${type} ${coordinate} [${subgraphs.join(", ")}]`,
  );
}

/** What step 3 reported, each as `error FIELD_REMOVED books.graphql:17 Operation.graphql:2`. */
export function listFindings({ breakingChanges }: EditReport): string[] {
  return breakingChanges.findings.map(summarizeFinding);
}

/** Expects that both states compose, so that there is something to judge. */
export function expectComposed({ composition }: EditReport): void {
  expect(composition.findings.filter(({ severity }) => severity === "error")).toEqual([]);
}

interface ChangeDetails {
  readonly classification: string;
  readonly type: string;
  readonly coordinate: string;
  readonly subgraphs: readonly string[];
}
