import type { BaseContext } from "@apollo/server";
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { refuseBadRequest } from "../../packages/server/errors/bad-request.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";

/** The mutations that hash a password. A hash takes a core for as long as hundreds of other operations. */
export const HASHING_FIELDS: ReadonlySet<string> = new Set(["register", "login", "changePassword"]);

/** Refuses an operation with more than one of these fields, before anything is executed. */
export function createHashLimit(): RequestListener<BaseContext> {
  return {
    didResolveOperation({ document, operation }) {
      if (operation === undefined || findHashingKeys(document, operation).size <= 1) return;
      throw refuseBadRequest(
        "OPERATION_TOO_LARGE",
        `An operation may hold one of ${[...HASHING_FIELDS].join(", ")}, once: send them one by one.`,
      );
    },
  };
}

/** The response keys of the operation's hashing fields: fields of one key are executed once. */
function findHashingKeys(document: DocumentNode, operation: OperationDefinitionNode): ReadonlySet<string> {
  const unseen = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) unseen.set(definition.name.value, definition);
  }

  function listFields({ selections }: SelectionSetNode): FieldNode[] {
    return selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return listFields(selection.selectionSet);
      const fragment = unseen.get(selection.name.value);
      unseen.delete(selection.name.value);
      return fragment === undefined ? [] : listFields(fragment.selectionSet);
    });
  }

  const hashing = listFields(operation.selectionSet).filter(({ name }) => HASHING_FIELDS.has(name.value));
  return new Set(hashing.map(({ alias, name }) => (alias ?? name).value));
}
