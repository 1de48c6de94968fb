import type { ExampleOperation } from "../example-operations.ts";

/** The example that the page's address names; null: none. */
export async function findExample(): Promise<ExampleOperation | null> {
  const name = new URLSearchParams(location.search).get("operation");
  if (name === null) return null;
  const response = await fetch("/explorer/operations");
  const { operations } = (await response.json()) as { readonly operations: readonly ExampleOperation[] };
  return operations.find((example) => example.name === name) ?? null;
}
