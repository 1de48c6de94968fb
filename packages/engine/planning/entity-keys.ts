import { federationMetadata, parseFieldSetArgument, type Supergraph } from "@apollo/federation-internals";

/** The names of the key fields by which a subgraph finds entities of a type, a list for each resolvable key. */
export type FindEntityKeys = (subgraph: string, typename: string) => readonly (readonly string[])[];

/** Reads the resolvable keys of all types; of nested key fields, only the outermost. */
export function readEntityKeys(supergraph: Supergraph): FindEntityKeys {
  const keys = new Map<string, readonly (readonly string[])[]>();
  for (const { name, schema } of supergraph.subgraphs()) {
    const keyDirective = federationMetadata(schema)?.keyDirective();
    if (keyDirective === undefined) continue;
    for (const type of [...schema.objectTypes(), ...schema.interfaceTypes()]) {
      const applications = type.appliedDirectivesOf(keyDirective);
      const resolvable = applications.filter((key) => key.arguments().resolvable !== false);
      const fields = resolvable.map((directive) => {
        const selections = parseFieldSetArgument({ parentType: type, directive }).selections();
        const names = selections.flatMap(({ element }) => (element.kind === "Field" ? [element.name] : []));
        return names.filter((name) => name !== "__typename");
      });
      if (fields.length > 0) keys.set(formatType(name, type.name), fields);
    }
  }
  return (subgraph, typename) => keys.get(formatType(subgraph, typename)) ?? [];
}

function formatType(subgraph: string, typename: string): string {
  return `${subgraph} ${typename}`;
}
