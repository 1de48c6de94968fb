import { Kind } from "graphql";
import { listMembers } from "../../composition/subgraph-document.ts";
import { buildSdlPlace, readNamedType, type SubgraphFacts, type TypeFacts } from "../schema-lint/subgraph-facts.ts";
import type { CheckComments } from "./check-comments.ts";
import type { Disagreement } from "./disagreement.ts";
import { findPairedType, type PairedType } from "./paired-types.ts";
import type { PrismaEnum, PrismaSchema } from "./prisma-schema.ts";

interface PairedEnum {
  readonly type: TypeFacts;
  readonly stored: PrismaEnum;
}

/**
 * Finds values that only one of the SDL's enum and the database's enum has. Enums pair by name, by `/// check-type`, and
 * where a field of one is read from a column of the other.
 */
export function compareEnums(
  subgraph: SubgraphFacts,
  { enums }: PrismaSchema,
  comments: CheckComments,
  pairedTypes: readonly PairedType[],
): readonly Disagreement[] {
  const byName = enums.map((stored) => ({ stored, type: findPairedType(stored, subgraph, comments) }));
  const unnamed = enums.filter(({ name }) => !comments.typeNames.has(name));
  const byColumn = pairedTypes.flatMap((pair) => pairByColumn(pair, subgraph, unnamed));
  const pairs = [...byName, ...byColumn].filter((pair): pair is PairedEnum => isEnum(pair.type));
  const different = new Map(pairs.map((pair) => [`${pair.type.name} ${pair.stored.name}`, pair]));
  return [...different.values()].flatMap((pair) => compareValues(pair, subgraph));
}

function pairByColumn({ type, model }: PairedType, { types }: SubgraphFacts, enums: readonly PrismaEnum[]) {
  return model.fields.flatMap((column) => {
    const stored = enums.find(({ name }) => column.kind === "enum" && name === column.type);
    const field = type.fields.find(({ name }) => name.value === column.name);
    return stored && field ? [{ stored, type: types.get(readNamedType(field.type)) }] : [];
  });
}

function compareValues({ type, stored }: PairedEnum, subgraph: SubgraphFacts): Disagreement[] {
  const values = type.nodes.flatMap(listMembers).filter((member) => member.kind === Kind.ENUM_VALUE_DEFINITION);
  const offered = new Set(values.map(({ name }) => name.value));
  const kept = new Set(stored.values.map(({ name }) => name));
  const [definition] = type.nodes;
  return [
    ...stored.values
      .filter(({ name }) => !offered.has(name))
      .map((value) => ({
        rule: "missing-enum-value" as const,
        subjects: [value.coordinate, stored.coordinate] as const,
        message: `The database may hold ${value.coordinate}, which the enum ${type.name} of the SDL cannot express.`,
        mend: `Add ${value.name} to the enum ${type.name}, or remove it from schema.prisma.`,
        places: [value.place, ...(definition ? [buildSdlPlace(definition.name, subgraph)] : [])],
      })),
    ...values
      .filter(({ name }) => !kept.has(name.value))
      .map(({ name }) => ({
        rule: "missing-enum-value" as const,
        subjects: [stored.coordinate] as const,
        message: `The enum ${type.name} of the SDL has ${name.value}, which the enum ${stored.name} of the database cannot hold.`,
        mend: `Add ${name.value} to the enum ${stored.name} in schema.prisma, or remove it from the SDL.`,
        places: [buildSdlPlace(name, subgraph), stored.place],
      })),
  ];
}

function isEnum(type: TypeFacts | undefined): boolean {
  return type?.nodes.some(({ kind }) => kind === Kind.ENUM_TYPE_DEFINITION) ?? false;
}
