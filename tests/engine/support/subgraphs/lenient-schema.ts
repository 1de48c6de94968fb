import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  GraphQLList,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  parse,
} from "graphql";
import type { SubgraphModel } from "../model/supergraph-model.ts";

/** The schema of a server that does not mind nulls: what it answers breaks its own rules. */
export function makeSchemaLenient({ sdl }: SubgraphModel): GraphQLSchema {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl) });
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) field.type = makeNullable(field.type);
  }
  return schema;
}

function makeNullable(type: GraphQLOutputType): GraphQLOutputType {
  const nullable = getNullableType(type);
  return isListType(nullable) ? new GraphQLList(makeNullable(nullable.ofType as GraphQLOutputType)) : nullable;
}
