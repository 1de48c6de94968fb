import { Kind } from "graphql";
import type { SchemaRule } from "../schema-rule.ts";
import { readNamedType, type SubgraphFacts } from "../subgraph-facts.ts";

const BUILT_IN_SCALARS = ["Boolean", "Float", "ID", "Int", "String"];

/** A mutation reports its result: `null` in place of a scalar does not tell whether it succeeded. */
export const mutationResult: SchemaRule = {
  code: "supergraph/mutation-result",
  mend: "Return what was changed, its id at least, or make the result non-null.",
  check: (subgraph) => {
    const [typeName] = [...subgraph.rootTypes].find(([, operation]) => operation === "mutation") ?? [];
    const fields = subgraph.types.get(typeName ?? "")?.fields ?? [];
    return fields
      .filter(({ type }) => type.kind === Kind.NAMED_TYPE && isLeaf(readNamedType(type), subgraph))
      .map(({ name, type }) => ({
        at: name,
        message: `${typeName}.${name.value} returns a nullable ${readNamedType(type)}, which may say nothing at all.`,
      }));
  },
};

function isLeaf(name: string, { types }: SubgraphFacts): boolean {
  const nodes = types.get(name)?.nodes ?? [];
  return (
    BUILT_IN_SCALARS.includes(name) ||
    nodes.some(({ kind }) => kind === Kind.SCALAR_TYPE_DEFINITION || kind === Kind.ENUM_TYPE_DEFINITION)
  );
}
