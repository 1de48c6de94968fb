import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from "graphql";

/** The subtypes of each type, by name. */
export type Subtypes = ReturnType<typeof buildSubtypes>;

/** The subtypes in the whole supergraph, interfaces too. */
export function buildSubtypes(schema: GraphQLSchema) {
  return {
    /** Whether a fragment on `condition` applies to an object whose `__typename` is `typename`. */
    includes(condition: string, typename: string): boolean {
      if (condition === typename) return true;
      const general = schema.getType(condition);
      const special = schema.getType(typename);
      if (!isAbstractType(general) || !(isObjectType(special) || isInterfaceType(special))) return false;
      return schema.isSubType(general, special);
    },
    /** Whether an object type or an interface has this name; `@interfaceObject` makes objects answer to an interface's. */
    isKnown(name: string): boolean {
      const type = schema.getType(name);
      return isObjectType(type) || isInterfaceType(type);
    },
    isObject: (name: string) => isObjectType(schema.getType(name)),
  };
}
