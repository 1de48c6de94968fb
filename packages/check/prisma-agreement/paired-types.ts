import type { SubgraphFacts, TypeFacts } from "../schema-lint/subgraph-facts.ts";
import type { CheckComments } from "./check-comments.ts";
import type { PrismaModel, PrismaSchema } from "./prisma-schema.ts";

/** An SDL type and the model it is read from. */
export interface PairedType {
  readonly type: TypeFacts;
  readonly model: PrismaModel;
}

/**
 * Pairs a subgraph's types with its models: those of the same name, unless `/// check-type` on the model says otherwise.
 * Types without a model (connections, payloads, other subgraphs' entities) are left alone.
 */
export function pairTypes(
  { types }: SubgraphFacts,
  { models }: PrismaSchema,
  { typeNames }: CheckComments,
): PairedType[] {
  return models.flatMap((model) => {
    const typeName = typeNames.has(model.name) ? typeNames.get(model.name) : model.name;
    const type = types.get(typeName ?? "");
    return type === undefined ? [] : [{ type, model }];
  });
}
