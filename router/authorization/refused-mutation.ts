import {
  type DirectiveNode,
  type GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
} from "graphql";
import type { Refusal } from "../../packages/identity/access-rule.ts";
import { createClientError } from "../../packages/server/errors/error-codes.ts";
import type { GuardedNode, OperationAccess } from "./operation-access.ts";

/**
 * Whether the operation would execute a root field that is refused: one that its `@skip` and `@include` do not leave
 * out under `variables`, which are coerced. A mutation is done whole or not at all.
 */
export function hasRefusedRootField(
  access: OperationAccess,
  refused: ReadonlySet<GuardedNode>,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  const visitedFragments = new Set<string>();
  const isRefused = (selection: SelectionNode): boolean => {
    if (!isIncluded(selection, variables)) return false;
    if (selection.kind === Kind.FIELD) return refused.has(selection);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return refused.has(selection) || selection.selectionSet.selections.some(isRefused);
    }
    if (visitedFragments.has(selection.name.value)) return false;
    visitedFragments.add(selection.name.value);
    const fragment = access.fragments.get(selection.name.value);
    return fragment !== undefined && (refused.has(fragment) || fragment.selectionSet.selections.some(isRefused));
  };
  return access.operation.selectionSet.selections.some(isRefused);
}

function isIncluded(
  node: { readonly directives?: readonly DirectiveNode[] },
  variables: Readonly<Record<string, unknown>>,
): boolean {
  try {
    const skip = getDirectiveValues(GraphQLSkipDirective, node, variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, node, variables);
    return skip?.if !== true && include?.if !== false;
  } catch {
    // A condition that is null fails the whole operation.
    return true;
  }
}

/** For a field of a mutation that was allowed, and not executed because another field was refused. */
export function nothingExecuted(refusal: Refusal): GraphQLError {
  return createClientError(refusal, "Nothing was executed, because another field of this mutation was refused.");
}
