import type { SubgraphFacts, TypeFacts } from "../schema-lint/subgraph-facts.ts";
import type { CheckComments } from "./check-comments.ts";
import type { PrismaElement, PrismaModel, PrismaSchema } from "./prisma-schema.ts";

/** An SDL type and the model it is read from. */
export interface PairedType {
  readonly type: TypeFacts;
  readonly model: PrismaModel;
}

/** Pairs a subgraph's types with its models. Types without a model, such as connections, are left out. */
export function pairTypes(subgraph: SubgraphFacts, { models }: PrismaSchema, comments: CheckComments): PairedType[] {
  return models.flatMap((model) => {
    const type = findPairedType(model, subgraph, comments);
    return type === undefined ? [] : [{ type, model }];
  });
}

/** The SDL type of a model or enum: the one of the same name, unless `/// check-type` above it says otherwise. */
export function findPairedType(
  { name }: PrismaElement,
  { types }: SubgraphFacts,
  { typeNames }: CheckComments,
): TypeFacts | undefined {
  return types.get((typeNames.has(name) ? typeNames.get(name) : name) ?? "");
}
