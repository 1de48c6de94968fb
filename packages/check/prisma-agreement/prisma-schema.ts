import { get_dmmf } from "@prisma/prisma-schema-wasm";
import type { Place } from "../../composition/problem.ts";
import { findElementLines } from "./find-element-lines.ts";

/** What the checks ask of a subgraph's schema.prisma. */
export interface PrismaSchema {
  readonly file: string;
  readonly models: readonly PrismaModel[];
  readonly enums: readonly PrismaEnum[];
}

/** Anything in the schema that a comment can stand above. */
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
  readonly indexes: readonly PrismaIndex[];
}

/** A column, or a relation to another model. */
export interface PrismaField extends PrismaElement {
  readonly kind: "scalar" | "enum" | "object" | "unsupported";
  readonly type: string;
  readonly column: string;
  readonly isRequired: boolean;
  /** Of a relation: the columns of this model that it goes by. */
  readonly relationFromFields: readonly string[];
}

/** An id, a unique constraint or an index, with its fields in their order. */
export interface PrismaIndex {
  readonly fields: readonly string[];
  readonly isUnique: boolean;
}

export interface PrismaEnum extends PrismaElement {
  readonly values: readonly PrismaElement[];
}

/** Why schema.prisma could not be read, as Prisma says it. */
export interface PrismaSyntaxError {
  readonly message: string;
  readonly place: Place;
}

/** The part of Prisma's own data model format (DMMF) that is read here. */
interface Dmmf {
  readonly datamodel: {
    readonly models: readonly DmmfModel[];
    readonly enums: readonly DmmfEnum[];
    readonly indexes: readonly DmmfIndex[];
  };
}
interface DmmfElement {
  readonly name: string;
  readonly dbName?: string | null;
  readonly documentation?: string;
}
interface DmmfModel extends DmmfElement {
  readonly fields: readonly DmmfField[];
}
interface DmmfField extends DmmfElement {
  readonly kind: PrismaField["kind"];
  readonly type: string;
  readonly isRequired: boolean;
  readonly relationFromFields?: readonly string[];
}
interface DmmfEnum extends DmmfElement {
  readonly values: readonly DmmfElement[];
}
interface DmmfIndex {
  readonly model: string;
  readonly type: "id" | "unique" | "normal" | "fulltext";
  readonly fields: readonly { readonly name: string }[];
}

/** Reads schema.prisma with Prisma's own parser. `file` is what its places say. */
export function parsePrismaSchema(file: string, source: string): PrismaSchema | PrismaSyntaxError {
  try {
    const dmmf = get_dmmf(JSON.stringify({ prismaSchema: [[file, source]], noColor: true }));
    return buildSchema(file, source, JSON.parse(dmmf) as Dmmf);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return buildSyntaxError(file, error.message);
  }
}

function buildSchema(file: string, source: string, { datamodel }: Dmmf): PrismaSchema {
  const lines = findElementLines(source);
  const buildElement = ({ name, documentation }: DmmfElement, owner?: string): PrismaElement => {
    const coordinate = owner === undefined ? name : `${owner}.${name}`;
    const line = lines.get(coordinate) ?? null;
    return {
      coordinate,
      name,
      place: { file, line, column: null, subgraph: null },
      documentation: documentation ?? "",
    };
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

function readField({ name, dbName, kind, type, isRequired, relationFromFields }: DmmfField) {
  return { kind, type, isRequired, column: dbName ?? name, relationFromFields: relationFromFields ?? [] };
}

function readIndex({ type, fields }: DmmfIndex): PrismaIndex[] {
  if (type === "fulltext") return [];
  return [{ fields: fields.map(({ name }) => name), isUnique: type !== "normal" }];
}

/** Prisma's parser throws JSON, or plain text; both name the line as `--> file:line`. */
function buildSyntaxError(file: string, thrown: string): PrismaSyntaxError {
  const message = thrown.startsWith("{") ? (JSON.parse(thrown) as { message: string }).message : thrown;
  const [, line] = /-->\s+\S*?:(\d+)/.exec(message) ?? [];
  const place = { file, line: line === undefined ? null : Number(line), column: null, subgraph: null };
  return { message: /error: (.*)/.exec(message)?.[1] ?? message, place };
}
