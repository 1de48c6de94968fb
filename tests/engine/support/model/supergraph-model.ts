import { Supergraph } from "@apollo/federation-internals";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import { composeFixture, linkSubgraphs } from "../supergraphs/compose-fixture.ts";
import type { SupergraphFixture } from "../supergraphs/fixture.ts";
import { readSubgraphFacts, type TypeFacts } from "./subgraph-facts.ts";

/** A subgraph of a fixture: its schema and what its directives say. */
export interface SubgraphModel {
  readonly name: string;
  readonly sdl: string;
  readonly schema: GraphQLSchema;
  readonly types: ReadonlyMap<string, TypeFacts>;
  /** Its fields, as `Type.field`, that another subgraph takes over, with the label that decides when; null for always. */
  readonly overridden: ReadonlyMap<string, string | null>;
}

/** A fixture composed, with every schema it takes to execute it. */
export interface SupergraphModel {
  readonly fixture: SupergraphFixture;
  readonly supergraphSdl: string;
  /** All types and fields, inaccessible ones too. */
  readonly supergraphSchema: GraphQLSchema;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  readonly subgraphs: readonly SubgraphModel[];
}

/** Composes a fixture. Throws when it does not compose. */
export function buildSupergraphModel(fixture: SupergraphFixture): SupergraphModel {
  const supergraphSdl = composeFixture(fixture);
  // Null lets features through that the stock gateway does not support.
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null });
  const sdls = Object.entries(linkSubgraphs(fixture));
  const facts = new Map(sdls.map(([name, sdl]) => [name, readSubgraphFacts(sdl)]));
  return {
    fixture,
    supergraphSdl,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    apiSchema: supergraph.apiSchema().toGraphQLJSSchema(),
    subgraphs: sdls.map(([name, sdl]) => ({
      name,
      sdl,
      schema: buildSubgraphSchema({ typeDefs: parse(sdl) }),
      types: facts.get(name) ?? new Map(),
      overridden: listOverridden(name, facts),
    })),
  };
}

function listOverridden(
  subgraph: string,
  facts: ReadonlyMap<string, ReadonlyMap<string, TypeFacts>>,
): ReadonlyMap<string, string | null> {
  const overridden = new Map<string, string | null>();
  for (const types of facts.values()) {
    for (const [typeName, type] of types) {
      for (const [fieldName, field] of type.fields) {
        if (field.override?.from === subgraph) overridden.set(`${typeName}.${fieldName}`, field.override.label);
      }
    }
  }
  return overridden;
}
