import {
  type ASTVisitor,
  type DirectiveNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type ValidationContext,
  visit,
} from "graphql";
import { isDefer } from "./defer-directive.ts";

/**
 * The rules of `@defer` that GraphQL's own validation does not have yet: a label is a text that stands once in its
 * document, a mutation's root fields are executed in their order, and a subscription's events are whole. Refuses
 * `@stream`, with a code of its own (https://github.com/graphql/graphql-spec/pull/1110).
 */
export function IncrementalRule(context: ValidationContext): ASTVisitor {
  const labels = new Set<string>();

  function report(message: string, nodes: DirectiveNode, extensions = {}): void {
    context.reportError(new GraphQLError(message, { nodes, extensions }));
  }

  function checkLabel(directive: DirectiveNode): void {
    const label = readArgument(directive, "label");
    if (label?.kind === Kind.VARIABLE) report('The "label" of @defer must be a text, not a variable.', directive);
    if (label?.kind !== Kind.STRING) return;
    if (labels.has(label.value)) report(`The label "${label.value}" of @defer must be used once only.`, directive);
    labels.add(label.value);
  }

  function refuseInside(node: OperationDefinitionNode | FragmentDefinitionNode): void {
    visit(node, {
      Directive(directive) {
        const condition = readArgument(directive, "if");
        const isOff = condition?.kind === Kind.VARIABLE || (condition?.kind === Kind.BOOLEAN && !condition.value);
        if (isDefer(directive) && !isOff)
          report("A subscription must not have @defer: set its if to false.", directive);
      },
    });
  }

  return {
    Directive(directive) {
      if (directive.name.value === "stream") {
        report("@stream is not supported here. Remove it, or ask for pages of the list.", directive, UNSUPPORTED);
      }
      if (!isDefer(directive)) return;
      checkLabel(directive);
      const type = context.getParentType();
      if (type && type === context.getSchema().getMutationType()) {
        report("@defer must not be at the root of a mutation: its fields are executed in their order.", directive);
      }
    },
    OperationDefinition(operation) {
      if (operation.operation !== "subscription") return;
      for (const node of [operation, ...context.getRecursivelyReferencedFragments(operation)]) refuseInside(node);
    },
  };
}

const UNSUPPORTED = { code: "OPERATION_NOT_SUPPORTED" };

/** The refusal of `@stream`: a server that gives one code to every error of validation tells this one instead. */
export function findRefusal(error: unknown): GraphQLError | null {
  return error instanceof GraphQLError && error.extensions === UNSUPPORTED ? error : null;
}

function readArgument({ arguments: given = [] }: DirectiveNode, name: string) {
  return given.find((argument) => argument.name.value === name)?.value;
}
