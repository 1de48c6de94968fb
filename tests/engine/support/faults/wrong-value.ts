import type { ValueShape } from "../model/value-shape.ts";
import { pickByText } from "../random.ts";

/** An integer that is no Int. */
export const WIDE_INTEGER = 2 ** 40;

/** A value that no field of this shape may have; undefined for a custom scalar, which may have any. */
export function findWrongValue(shape: ValueShape, seed: string): unknown {
  const choices = listWrongValues(shape);
  return choices.length === 0 ? undefined : pickByText(choices, seed);
}

function listWrongValues(shape: ValueShape): readonly unknown[] {
  switch (shape.kind) {
    case "list":
      return ["text", 7, {}, false];
    case "object":
      return ["text", 7, true];
    case "enum":
      return ["NO_SUCH_VALUE", 7, {}, []];
    case "scalar":
      return listWrongScalars(shape.scalar);
  }
}

function listWrongScalars(scalar: string): readonly unknown[] {
  switch (scalar) {
    case "Int":
      return ["text", 1.5, WIDE_INTEGER, {}, [1], true];
    case "Float":
      return ["text", {}, [1.5], false];
    case "Boolean":
      return ["true", 1, {}];
    case "String":
      return [7, true, {}, ["text"]];
    case "ID":
      return [1.5, true, {}, ["1"]];
    default:
      return [];
  }
}
