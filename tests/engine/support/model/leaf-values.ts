import { hashText, pickByText } from "../random.ts";

/** Texts that go wrong when they are written into JSON by hand, or taken for something else. */
const HARD_TEXTS = [
  "",
  '"quoted"',
  "back\\slash",
  "line\nbreak",
  "bell\u0007",
  "é",
  "😀",
  "\u2028",
  "__proto__",
  "</script>",
  "\ud800",
  "null",
  "{}",
];
const HARD_INTEGERS = [0, -1, 2_147_483_647, -2_147_483_648];
const HARD_FLOATS = [0, -1.5, 1e21, 1e-7, 3, 5e-324];
const JSON_TEXTS = [
  '{"a":[1,null,{"b":"c\\\\d"}]}',
  "[]",
  "{}",
  '"text"',
  "1.5",
  "true",
  '{"__typename":"Fake","id":"1"}',
  "[[1],[2,[3]]]",
  '{"constructor":{"name":1},"toString":null}',
  '{"__proto__":{"polluted":true}}',
];

/** The value of a scalar at a place of the data. `isUnique`: no other place has the same. */
export function makeScalar(scalar: string, place: string, isUnique: boolean): unknown {
  const hash = hashText(place);
  const isHard = !isUnique && hash % 4 === 0;
  switch (scalar) {
    case "Int":
      return isHard ? pickByText(HARD_INTEGERS, `${place}!`) : hash >>> 1;
    case "Float":
      return isHard ? pickByText(HARD_FLOATS, `${place}!`) : hash / 8;
    case "Boolean":
      return (hash & 16) === 0;
    case "ID":
      return isHard ? String(hash % 100) : `id-${hash.toString(36)}`;
    case "DateTime":
      return new Date(hash * 1000).toISOString();
    case "Json":
      // Parsed anew for each place: whoever gets it may change it.
      return JSON.parse(pickByText(JSON_TEXTS, place));
    default:
      return isHard ? pickByText(HARD_TEXTS, `${place}!`) : `text-${hash.toString(36)}`;
  }
}
