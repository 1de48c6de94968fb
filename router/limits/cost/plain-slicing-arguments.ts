import { type ArgumentNode, Kind, parse, print, visit } from "graphql";

const NESTED = /\bslicingArguments\s*:\s*\[[^\]]*"[^"\]]*\./;

/**
 * The supergraph without slicing arguments inside inputs. The cost specification has them, but Apollo's planner takes
 * them for mistakes. It does not use any of them.
 */
export function removeNestedSlicingArguments(supergraphSdl: string): string {
  if (!NESTED.test(supergraphSdl)) return supergraphSdl;
  const document = visit(parse(supergraphSdl, { noLocation: true }), {
    Argument: (argument) => (argument.name.value === "slicingArguments" ? withoutPaths(argument) : undefined),
  });
  return print(document);
}

function withoutPaths(argument: ArgumentNode): ArgumentNode | undefined {
  if (argument.value.kind !== Kind.LIST) return undefined;
  const values = argument.value.values.filter((value) => value.kind !== Kind.STRING || !value.value.includes("."));
  return { ...argument, value: { ...argument.value, values } };
}
