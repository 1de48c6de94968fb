import type { DMMF } from "@prisma/client/runtime/client";
import { type Place, placeLine } from "../../composition/problem.ts";
import { findElementLines } from "./find-element-lines.ts";

/** A subgraph's schema.prisma, as far as the checks need it. */
export interface PrismaSchema {
  readonly file: string;
  readonly models: readonly PrismaModel[];
  readonly enums: readonly PrismaEnum[];
}

/** An element of the schema that may have a comment above it. */
export interface PrismaElement {
  /** `Book`, `Book.title`, `Role.ADMIN`. */
  readonly coordinate: string;
  readonly name: string;
  readonly place: Place;
  /** Its `///` comments, one a line. */
  readonly documentation: string;
}

/** A model, and the table behind it. */
export interface PrismaModel extends PrismaElement {
  readonly table: string;
  readonly fields: readonly PrismaField[];
  /** Ids, unique constraints and indexes, each with its fields in their order. */
  readonly indexes: readonly { readonly fields: readonly string[]; readonly isUnique: boolean }[];
}

/** A column, or a relation to another model. */
export interface PrismaField extends PrismaElement {
  readonly kind: DMMF.FieldKind;
  readonly type: string;
  readonly column: string;
  readonly isRequired: boolean;
  /** Of a relation: its columns in this model. */
  readonly relationFromFields: readonly string[];
}

export interface PrismaEnum extends PrismaElement {
  readonly values: readonly PrismaElement[];
}

/**
 * Reads schema.prisma with Prisma's own parser. `file` is the name in its places.
 * @returns what the schema holds, or Prisma's reason why it cannot read it
 */
export async function parsePrismaSchema(file: string, source: string) {
  const { get_dmmf } = await import("@prisma/prisma-schema-wasm");
  try {
    const dmmf = get_dmmf(JSON.stringify({ prismaSchema: [[file, source]], noColor: true }));
    return buildSchema(file, source, JSON.parse(dmmf) as DMMF.Document);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return buildSyntaxError(file, error.message);
  }
}

interface DmmfElement {
  readonly name: string;
  readonly documentation?: string;
}

function buildSchema(file: string, source: string, { datamodel }: DMMF.Document): PrismaSchema {
  const lines = findElementLines(source);
  const buildElement = ({ name, documentation = "" }: DmmfElement, owner?: string): PrismaElement => {
    const coordinate = owner === undefined ? name : `${owner}.${name}`;
    return { coordinate, name, place: placeLine(file, lines.get(coordinate) ?? null), documentation };
  };
  const models = datamodel.models.map((model) => ({
    ...buildElement(model),
    table: model.dbName ?? model.name,
    fields: model.fields.map((field) => ({ ...buildElement(field, model.name), ...readField(field) })),
    indexes: datamodel.indexes.filter((index) => index.model === model.name).flatMap(readIndex),
  }));
  const enums = datamodel.enums.map((one) => ({
    ...buildElement(one),
    values: one.values.map((value) => buildElement(value, one.name)),
  }));
  return { file, models, enums };
}

function readField({ name, dbName, kind, type, isRequired, relationFromFields }: DMMF.Field) {
  return { kind, type, isRequired, column: dbName ?? name, relationFromFields: relationFromFields ?? [] };
}

function readIndex({ type, fields }: DMMF.Index) {
  if (type === "fulltext") return [];
  return [{ fields: fields.map(({ name }) => name), isUnique: type !== "normal" }];
}

/** Prisma's parser throws JSON, or plain text; both name the line as `--> file:line`. */
function buildSyntaxError(file: string, thrown: string) {
  const message = thrown.startsWith("{") ? (JSON.parse(thrown) as { message: string }).message : thrown;
  const [, line] = /-->\s+\S*?:(\d+)/.exec(message) ?? [];
  const place = placeLine(file, line === undefined ? null : Number(line));
  return { message: /error: (.*)/.exec(message)?.[1] ?? message, place };
}
