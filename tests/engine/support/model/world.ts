import {
  type FieldNode,
  getArgumentValues,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type SelectionSetNode,
} from "graphql";
import { hashText, pickByText } from "../random.ts";
import { buildEntityFamilies, type EntityFamily } from "./entity-families.ts";
import { buildFieldModels, type FieldModel } from "./field-model.ts";
import { makeScalar } from "./leaf-values.ts";
import { project, type Readable, writeCanonical } from "./project.ts";
import type { KeyFacts } from "./subgraph-facts.ts";
import type { SupergraphModel } from "./supergraph-model.ts";
import type { ValueShape } from "./value-shape.ts";

/** An object of the data: an entity, a value, or the root of an operation. */
export interface DataObject {
  readonly typename: string;
  /** What identifies it: for an entity, its family and index; for a value, the entity and the way to it. */
  readonly place: string;
}

/** How a field is read. */
export interface FieldReading {
  readonly parent: DataObject;
  readonly fieldName: string;
  /** As its resolver gets them, defaults and all. */
  readonly given: Readonly<Record<string, unknown>>;
  /** What its `@requires` gave, in canonical text; empty for a field without one. */
  readonly required: string;
}

/**
 * All data of a supergraph, decided by a seed: subgraphs and the reference read the same values from it. A value is
 * not stored: it follows from the place of the field, its arguments and what the field requires.
 */
export interface World {
  readonly model: SupergraphModel;
  requireField(typename: string, fieldName: string): FieldModel;
  /** A leaf, a DataObject, null, or a list of these. */
  readField(reading: FieldReading): unknown;
  /** What a selection of a context reads. */
  readSelected(parent: DataObject, selection: SelectionSetNode): Record<string, unknown>;
  /** The canonical text of what a field's `@requires` selects, as the subgraphs that own those fields answer it. */
  readRequired(parent: DataObject, selection: SelectionSetNode): string;
  /** The entity that a representation means; null when no key of `keys` finds one. */
  findEntity(typename: string, keys: readonly KeyFacts[], representation: Readable): DataObject | null;
  isOfType(typename: string, condition: string): boolean;
}

/** Makes the data of a supergraph for a seed. */
export function createWorld(model: SupergraphModel, seed: string): World {
  const families = buildEntityFamilies(model);
  const fields = buildFieldModels(model);
  const schema = model.supergraphSchema;
  const indexes = new Map<string, ReadonlyMap<string, DataObject>>();

  function requireField(typename: string, fieldName: string): FieldModel {
    const field = fields.get(`${typename}.${fieldName}`);
    if (field === undefined) throw new Error(`no subgraph resolves ${typename}.${fieldName}`);
    return field;
  }

  function readField({ parent, fieldName, given, required }: FieldReading): unknown {
    const field = requireField(parent.typename, fieldName);
    const place = `${parent.place}.${fieldName}${writeArguments(field, given)}${required && `<${required}>`}`;
    return makeValue(field.shape, place, field.isKey);
  }

  function makeValue(shape: ValueShape, place: string, isKey: boolean): unknown {
    if (shape.isNullable && hashText(`${seed} null ${place}`) % 8 === 0) return null;
    switch (shape.kind) {
      case "list":
        return Array.from({ length: hashText(`${seed} length ${place}`) % 4 }, (_item, index) =>
          makeValue(shape.item, `${place}[${index}]`, isKey),
        );
      case "enum":
        return pickByText(shape.values, `${seed} ${place}`);
      case "scalar":
        return makeScalar(shape.scalar, `${seed} ${place}`, isKey);
      case "object":
        return makeObject(pickByText(shape.typenames, `${seed} type ${place}`), place);
    }
  }

  function makeObject(typename: string, place: string): DataObject {
    const family = families.get(typename);
    if (family === undefined) return { typename, place };
    const entities = listEntities(family).filter((entity) => entity.typename === typename);
    return { ...pickByText(entities, `${seed} entity ${place}`) };
  }

  function readSelected(parent: DataObject, selection: SelectionSetNode): Record<string, unknown> {
    return project(selection, readable(parent), isOfType);
  }

  function readRequired(parent: DataObject, selection: SelectionSetNode): string {
    return writeCanonical(readSelected(parent, selection));
  }

  function readable(object: DataObject): Readable {
    return {
      typename: object.typename,
      has: () => true,
      read: (node) => makeReadable(readNode(object, node)),
    };
  }

  function readNode(parent: DataObject, node: FieldNode): unknown {
    const fieldName = node.name.value;
    const { requires } = requireField(parent.typename, fieldName);
    const type = schema.getType(parent.typename);
    const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    const given = definition === undefined ? {} : getArgumentValues(definition, node);
    const required = requires === null ? "" : readRequired(parent, requires);
    return readField({ parent, fieldName, given, required });
  }

  function makeReadable(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(makeReadable);
    return isDataObject(value) ? readable(value) : value;
  }

  function findEntity(typename: string, keys: readonly KeyFacts[], representation: Readable): DataObject | null {
    const usable = keys.filter(({ isResolvable }) => isResolvable);
    for (const { selection } of usable) {
      const text = tryToRead(() => writeCanonical(project(selection, representation, isOfType)));
      const entity = text === null ? undefined : requireIndex(typename, selection).get(text);
      if (entity !== undefined) return { ...entity };
    }
    return null;
  }

  function requireIndex(typename: string, selection: SelectionSetNode): ReadonlyMap<string, DataObject> {
    const name = `${typename} ${writeCanonical(selection)}`;
    const known = indexes.get(name);
    if (known !== undefined) return known;
    const family = families.get(typename);
    if (family === undefined) throw new Error(`${typename} is no entity`);
    const entities = listEntities(family).filter((entity) => isOfType(entity.typename, typename));
    const index = new Map(entities.map((entity) => [readRequired(entity, selection), entity]));
    if (index.size !== entities.length) throw new Error(`two entities of ${typename} have the same key`);
    indexes.set(name, index);
    return index;
  }

  function isOfType(typename: string, condition: string): boolean {
    if (typename === condition) return true;
    const [type, abstract] = [schema.getType(typename), schema.getType(condition)];
    return isAbstractType(abstract) && isObjectType(type) && schema.isSubType(abstract, type);
  }

  return { model, requireField, readField, readSelected, readRequired, findEntity, isOfType };
}

/** Whether a value of the data is an object of it, not a leaf. */
export function isDataObject(value: unknown): value is DataObject {
  return typeof value === "object" && value !== null && "place" in value && "typename" in value;
}

function listEntities({ name, typenames }: EntityFamily): readonly DataObject[] {
  return typenames.map((typename, index) => ({ typename, place: `${name}#${index}` }));
}

function writeArguments({ argumentNames }: FieldModel, given: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(given).filter(([name]) => argumentNames.has(name));
  return entries.length === 0 ? "" : `(${writeCanonical(Object.fromEntries(entries))})`;
}

function tryToRead(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
