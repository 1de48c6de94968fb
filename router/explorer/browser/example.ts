/** An operation that the router offers to try. */
export interface Example {
  readonly name: string;
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The example that the page's address names; null: none. */
export async function findExample(): Promise<Example | null> {
  const name = new URLSearchParams(location.search).get("operation");
  if (name === null) return null;
  const response = await fetch("/explorer/operations");
  const { operations } = (await response.json()) as { readonly operations: readonly Example[] };
  return operations.find((example) => example.name === name) ?? null;
}
