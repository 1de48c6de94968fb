import { type DirectiveNode, Kind, type ValueNode } from "graphql";
import type { Draft } from "./draft.ts";
import { buildName } from "./nodes.ts";
import { useCondition } from "./variables.ts";

/** `@skip` and `@include`, now and then, with literals and variables. */
export function generateConditions(draft: Draft, probability: number): readonly DirectiveNode[] {
  return ["skip", "include"].flatMap((name) =>
    draft.random.chance(probability / 2) ? [buildCondition(name, generateCondition(draft))] : [],
  );
}

function generateCondition(draft: Draft): ValueNode {
  return draft.random.chance(0.25) ? { kind: Kind.BOOLEAN, value: draft.random.chance(0.5) } : useCondition(draft);
}

function buildCondition(name: string, value: ValueNode): DirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: buildName(name),
    arguments: [{ kind: Kind.ARGUMENT, name: buildName("if"), value }],
  };
}
