import { baseType, federationMetadata, isLeafType, type Schema, type Supergraph } from "@apollo/federation-internals";

import { remember } from "../remember.ts";

/** A field by its type and its name. */
export interface FieldOfType {
  readonly typename: string;
  readonly field: string;
}

/**
 * In how many ways Apollo's planner may combine the sources of an interface's field, over all its types.
 * @param above the field that leads to the objects; null when it may be any field
 */
export type CountCombinations = (field: FieldOfType, above: FieldOfType | null) => number;

/** Counts for one supergraph; each field is counted once. */
export function createCombinationCounter(supergraph: Supergraph): CountCombinations {
  const schemas = [...supergraph.subgraphs()].map(({ schema }) => schema);
  const counts = new Map<string, number>();

  function count({ typename, field }: FieldOfType, above: FieldOfType | null): number {
    const type = supergraph.schema.type(typename);
    if (type?.kind !== "InterfaceType") return 1;
    const before = above === null ? schemas : schemas.filter((schema) => mayLead(schema, above));
    // The planner does not look at the types if the interface itself has the field, and it is a leaf.
    const isLeaf = isLeafType(baseType(type.field(field)?.type ?? type));
    if (isLeaf && !before.some((schema) => lacksField(schema, typename, field))) return 1;
    return type.possibleRuntimeTypes().reduce((product, { name }) => {
      const sources = schemas.filter((schema) => [name, typename].some((one) => hasField(schema, one, field)));
      return product * Math.max(sources.length, 1);
    }, 1);
  }

  /** Whether the subgraph has the field, on the type itself, its interfaces or its implementing types. */
  function mayLead(schema: Schema, { typename, field }: FieldOfType): boolean {
    const type = supergraph.schema.type(typename);
    const others =
      type?.kind === "InterfaceType"
        ? type.possibleRuntimeTypes()
        : type?.kind === "ObjectType"
          ? type.interfaces()
          : [];
    return [typename, ...others.map(({ name }) => name)].some((name) => findField(schema, name, field));
  }

  return (field, above) => {
    const key = `${above?.typename}.${above?.field} ${field.typename}.${field.field}`;
    return remember(counts, key, () => count(field, above));
  };
}

function findField(schema: Schema, typename: string, field: string) {
  const type = schema.type(typename);
  return type?.kind === "ObjectType" || type?.kind === "InterfaceType" ? type.field(field) : undefined;
}

function lacksField(schema: Schema, typename: string, field: string): boolean {
  return schema.type(typename)?.kind === "InterfaceType" && findField(schema, typename, field) === undefined;
}

/** Whether objects of the type have the field in this subgraph; `@interfaceObject` makes an interface an object type. */
function hasField(schema: Schema, typename: string, name: string): boolean {
  const field = schema.type(typename)?.kind === "ObjectType" && findField(schema, typename, name);
  return field ? federationMetadata(schema)?.isFieldExternal(field) !== true : false;
}
