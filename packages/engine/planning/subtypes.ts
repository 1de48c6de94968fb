import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from "graphql";

/** Which types are subtypes of which, by name. */
export interface Subtypes {
  /** Whether a fragment on `condition` applies to an object that calls itself `typename`. */
  includes(condition: string, typename: string): boolean;
  /** Whether it is the name of an object type or, as where `@interfaceObject` stands in for one, of an interface. */
  isKnown(typename: string): boolean;
  isObject(typename: string): boolean;
}

/** The subtypes in the whole supergraph, interfaces among them. */
export function buildSubtypes(schema: GraphQLSchema): Subtypes {
  const isKnown = (name: string) => {
    const type = schema.getType(name);
    return isObjectType(type) || isInterfaceType(type);
  };
  return {
    includes(condition, typename) {
      if (condition === typename) return true;
      const general = schema.getType(condition);
      const special = schema.getType(typename);
      if (!isAbstractType(general) || !(isObjectType(special) || isInterfaceType(special))) return false;
      return schema.isSubType(general, special);
    },
    isKnown,
    isObject: (name) => isObjectType(schema.getType(name)),
  };
}
