import { COST_VERSIONS, type Directive, NamedSchemaElement, type Schema } from "@apollo/federation-internals";

/** The costs that a supergraph states with the directives of https://specs.apollo.dev/cost. */
export interface CostRules {
  /** `@cost`, by schema coordinate: `Book`, `Query.books`, `Query.books(search:)`, `BookInput.title`. */
  readonly weights: ReadonlyMap<string, number>;
  /** `@listSize`, by the field's coordinate. */
  readonly listSizes: ReadonlyMap<string, ListSizeRule>;
}

/** One `@listSize`. */
export interface ListSizeRule {
  readonly assumedSize: number | null;
  /** Arguments that bound the list; a dot leads into an input (`page.first`). The largest counts. */
  readonly slicingArguments: readonly string[];
  /** Fields of the field's type that hold the list; the field itself when empty. */
  readonly sizedFields: readonly string[];
}

/** Reads the rules of a composed supergraph. It may import the directives under other names. */
export function buildCostRules(supergraph: Schema): CostRules {
  const linked = supergraph.coreFeatures?.getByIdentity(COST_VERSIONS.identity);
  const findApplications = (name: string): Iterable<Directive> =>
    (linked && supergraph.directive(linked.directiveNameInSchema(name))?.applications()) ?? [];
  const weights = new Map<string, number>();
  for (const directive of findApplications("cost")) {
    weights.set(requireCoordinate(directive), Number(directive.arguments().weight));
  }
  const listSizes = new Map<string, ListSizeRule>();
  for (const directive of findApplications("listSize")) {
    listSizes.set(requireCoordinate(directive), readListSize(directive.arguments()));
  }
  return { weights, listSizes };
}

function readListSize({ assumedSize, slicingArguments, sizedFields }: Record<string, unknown>): ListSizeRule {
  return {
    assumedSize: typeof assumedSize === "number" ? assumedSize : null,
    slicingArguments: Array.isArray(slicingArguments) ? slicingArguments : [],
    sizedFields: Array.isArray(sizedFields) ? sizedFields : [],
  };
}

function requireCoordinate({ parent }: Directive): string {
  if (parent instanceof NamedSchemaElement) return parent.coordinate;
  throw new Error(`A cost directive stands where none may: on ${String(parent)}.`);
}
