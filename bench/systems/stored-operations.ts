import { readFileSync } from "node:fs";
import { OperationTypeNode, print } from "graphql";
import { loadStoredOperations } from "../../packages/server/stored-operations/load-stored-operations.ts";
import type { PreparedData } from "../data/prepare-data.ts";

export type Variables = Readonly<Record<string, unknown>>;

/** An operation of `operations/`, with the variables that it is shown with. */
export interface StoredOperation {
  readonly document: string;
  readonly isQuery: boolean;
  readonly variables: Variables;
}

/** The stored operations by name, but for those of sign-in: what they cost is a password's hash. */
export async function readStoredOperations(): Promise<ReadonlyMap<string, StoredOperation>> {
  const { operations } = await loadStoredOperations(".", "operations/**/*.graphql");
  const variables = JSON.parse(readFileSync("operations/variables.json", "utf8")) as Record<string, Variables>;
  const found = new Map<string, StoredOperation>();
  for (const { name, document } of operations) {
    if (/password|refreshToken/i.test(print(document))) continue;
    const isQuery = document.definitions.some(
      (definition) => "operation" in definition && definition.operation === OperationTypeNode.QUERY,
    );
    found.set(name, { document: print(document), isQuery, variables: variables[name] ?? {} });
  }
  return found;
}

/** @throws Error when there is no operation of that name */
export function requireOperation(operations: ReadonlyMap<string, StoredOperation>, name: string): StoredOperation {
  const operation = operations.get(name);
  if (operation === undefined) throw new Error(`there is no stored operation ${name}`);
  return operation;
}

/** `variables` with a book of `data`, the `index`-th from the oldest on, in the place of the demo's. */
export function chooseBook(variables: Variables, { bookIds }: PreparedData, index: number): Variables {
  const id = bookIds[index % bookIds.length];
  return {
    ...variables,
    ...("bookId" in variables ? { bookId: id } : {}),
    ...("id" in variables ? { id } : {}),
  };
}
