import {
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
  visit,
} from "graphql";
import { buildName, buildVariable } from "./generator/nodes.ts";
import type { Random } from "./random.ts";

/** The variable that decides about some of the fragments. */
export const DEFER_VARIABLE = "isDeferred";

/** Defers some fragments of a document, and some selections that it puts into fragments. */
export function sprinkleDefer(document: DocumentNode, random: Random): DocumentNode {
  let labels = 0;
  let usesVariable = false;

  function buildDefer(): DirectiveNode {
    const label: ValueNode = { kind: Kind.STRING, value: `label ${labels++}` };
    const given = random.chance(0.5) ? [buildArgument("label", label)] : [];
    if (random.chance(0.7)) return { kind: Kind.DIRECTIVE, name: buildName("defer"), arguments: given };
    usesVariable ||= true;
    const condition: ValueNode = random.chance(0.2)
      ? { kind: Kind.BOOLEAN, value: random.chance(0.5) }
      : buildVariable(DEFER_VARIABLE);
    return { kind: Kind.DIRECTIVE, name: buildName("defer"), arguments: [...given, buildArgument("if", condition)] };
  }

  function defer<Node extends SelectionNode>(node: Node): Node {
    return random.chance(0.4) ? { ...node, directives: [...(node.directives ?? []), buildDefer()] } : node;
  }

  /** Puts some neighbours into a fragment. */
  function wrap({ selections, ...rest }: SelectionSetNode): SelectionSetNode | undefined {
    if (!random.chance(0.35)) return undefined;
    const start = random.below(selections.length);
    const end = start + 1 + random.below(selections.length - start);
    const fragment: SelectionNode = {
      kind: Kind.INLINE_FRAGMENT,
      directives: [buildDefer()],
      selectionSet: { kind: Kind.SELECTION_SET, selections: selections.slice(start, end) },
    };
    return { ...rest, selections: [...selections.slice(0, start), fragment, ...selections.slice(end)] };
  }

  const sprinkled: DocumentNode = visit(document, {
    FragmentSpread: (node) => defer(node),
    InlineFragment: { leave: (node) => defer(node) },
    SelectionSet: { leave: (node) => wrap(node) },
  });
  return usesVariable ? declareVariable(sprinkled) : sprinkled;
}

function buildArgument(name: string, value: ValueNode) {
  return { kind: Kind.ARGUMENT, name: buildName(name), value } as const;
}

function declareVariable(document: DocumentNode): DocumentNode {
  const definition = {
    kind: Kind.VARIABLE_DEFINITION,
    variable: buildVariable(DEFER_VARIABLE),
    type: { kind: Kind.NAMED_TYPE, name: buildName("Boolean") },
  } as const;
  return visit(document, {
    OperationDefinition: ({ variableDefinitions = [], ...node }) => ({
      ...node,
      variableDefinitions: [...variableDefinitions, definition],
    }),
  });
}
