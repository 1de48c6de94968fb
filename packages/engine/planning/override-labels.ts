import type { Supergraph } from "@apollo/federation-internals";

/** The labels of every progressive `@override` in the supergraph. */
export function listOverrideLabels({ schema }: Supergraph): readonly string[] {
  const applications = schema.directive("join__field")?.applications() ?? [];
  const labels = [...applications].map((application) => application.arguments().overrideLabel as unknown);
  return [...new Set(labels.filter((label) => typeof label === "string"))].sort();
}

/** Decides by chance: the label `percent(5)` is on for five operations in a hundred; any other label is off. */
export function isOverriddenByChance(label: string): boolean {
  const percent = /^percent\((\d{1,2}(?:\.\d{1,8})?|100)\)$/.exec(label)?.[1];
  return percent !== undefined && Math.random() * 100 < Number(percent);
}
