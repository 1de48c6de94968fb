import type { BaseContext } from "@apollo/server";
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from "graphql";
import { createClientError } from "../../service/error-codes.ts";
import type { RequestListener } from "../../service/request-listener.ts";

/** The mutations that hash a password, which takes a core for as long as hundreds of other operations. */
export const HASHING_FIELDS: ReadonlySet<string> = new Set(["register", "login", "changePassword"]);

/** Refuses an operation that asks for more than one of these, before anything of it is executed. */
export function createHashLimit(): RequestListener<BaseContext> {
  return {
    didResolveOperation({ document, operation }) {
      if (operation === undefined || findHashingKeys(document, operation).size <= 1) return;
      throw createClientError(
        "OPERATION_TOO_LARGE",
        `An operation may hold one of ${[...HASHING_FIELDS].join(", ")}, once: send them one by one.`,
        { extensions: { http: { status: 400 } } },
      );
    },
  };
}

/** The response keys of the operation's hashing fields: fields of one key are executed once. */
function findHashingKeys(document: DocumentNode, operation: OperationDefinitionNode): ReadonlySet<string> {
  const keys = new Set<string>();
  const visited = new Set<string>();
  const fragments = document.definitions.filter(
    (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
  );

  function visit(selections: readonly SelectionNode[]): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if (HASHING_FIELDS.has(selection.name.value)) keys.add((selection.alias ?? selection.name).value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet.selections);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        const fragment = fragments.find(({ name }) => name.value === selection.name.value);
        visit(fragment?.selectionSet.selections ?? []);
      }
    }
  }

  visit(operation.selectionSet.selections);
  return keys;
}
