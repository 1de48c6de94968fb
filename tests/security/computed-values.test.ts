import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import { expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { parse } from "graphql";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { createAuthorizer } from "../../router/authorization/authorizer.ts";
import { addRules, COMPUTED_FIELDS, composeAsBefore, type WrittenRules } from "../authorization/older-supergraph.ts";
import { arbitraryOperation } from "./random-operation.ts";
import { type SelectedField, selectedFields } from "./selected-fields.ts";

// Hundreds of operations are generated, validated and filtered, perhaps on a machine that is busy.
jest.setTimeout(120_000);

/** What a value holds a trace of, read off the subgraphs by hand: types and fields. */
const TRACES: Readonly<Record<string, readonly string[]>> = {
  "Item.derived": ["Item.secret"],
  "Item.chained": ["Item.derived"],
  "Item.nested": ["Item.part", "Part", "Part.secret"],
  "Item.typed": ["Item.pet", "Dog", "Dog.bark"],
  "Item.abstract": ["Item.pet", "Dog", "Dog.name", "Cat", "Cat.name"],
  "Item.united": ["Item.any", "Cat", "Cat.name"],
  "Item.worded": ["Item.word", "Word"],
  "Thing.label": ["Box", "Box.secret", "Shelf", "Shelf.hidden"],
  "Dog.loud": ["Dog.name"],
  "Cat.loud": ["Cat.name"],
};

const PETS = ["Dog", "Cat"];
const PET_FIELDS = ["id", "name", "tag", "loud"];

const COORDINATES = [
  ...["Item", "Item.secret", "Item.part", "Item.pet", "Item.any", "Item.word", "Item.derived", "Word"],
  ...["Part", "Part.secret", "Dog", "Dog.name", "Dog.bark", "Dog.tag", "Cat", "Cat.name", "Cat.tag"],
  ...["Pet", "Pet.name", "Pet.tag", "Box", "Box.secret", "Shelf", "Shelf.hidden", "Thing.label", "Query.any"],
];

const RULES: Readonly<Record<string, (caller: MaybeCaller) => boolean>> = {
  "@authenticated": (caller) => caller !== null,
  '@requiresScopes(scopes: [["a"]])': (caller) => caller?.scopes.has("a") === true,
  '@requiresScopes(scopes: [["a", "b"], ["c"]])': (caller) =>
    caller?.scopes.has("c") === true || (caller?.scopes.has("a") === true && caller.scopes.has("b")),
  '@policy(policies: [["p"]])': () => false,
};

const SCOPES = fc.subarray(["a", "b", "c"]);
const CALLERS: fc.Arbitrary<MaybeCaller> = fc.option(
  SCOPES.map((scopes) => ({ id: "somebody", scopes: new Set(scopes) })),
);
const EVERY_CALLER = [null, [], ["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"], ["a", "b", "c"]].map(
  (scopes): MaybeCaller => scopes && { id: "somebody", scopes: new Set(scopes) },
);

const WRITTEN: fc.Arbitrary<WrittenRules> = fc
  .uniqueArray(fc.constantFrom(...COORDINATES), { minLength: 1, maxLength: 5 })
  .chain((coordinates) =>
    fc
      .tuple(...coordinates.map(() => fc.constantFrom(...Object.keys(RULES))))
      .map((rules) => Object.fromEntries(coordinates.map((each, index) => [each, rules[index] ?? ""]))),
  );

/** What may leave a trace in the value of a field of an object, by coordinate. */
function traceOf(coordinate: string, written: WrittenRules): string[] {
  const [type = "", field = ""] = coordinate.split(".");
  const isOfPet = PETS.includes(type) && PET_FIELDS.includes(field);
  const ofInterface = isOfPet ? ["Pet", `Pet.${field}`].filter((each) => isRuleOfItsOwn(each, written)) : [];
  const deeper = (TRACES[coordinate] ?? []).flatMap((each) => traceOf(each, written));
  return [coordinate, ...ofInterface, ...deeper];
}

/** Later composition gives an interface the rules of its implementing types: those say nothing more. */
function isRuleOfItsOwn(coordinate: string, written: WrittenRules): boolean {
  const implementing = PETS.map((pet) => coordinate.replace("Pet", pet)).filter((each) => written[each]);
  if (implementing.length === 0) return true;
  const holds = (caller: MaybeCaller, each: string) => RULES[written[each] ?? ""]?.(caller) ?? true;
  return EVERY_CALLER.some((caller) => holds(caller, coordinate) !== implementing.every((each) => holds(caller, each)));
}

function isTold({ typeName, fieldName, returnedType }: SelectedField, written: WrittenRules, caller: MaybeCaller) {
  if (fieldName === "__typename") return true;
  // What a value of an interface is made of is selected field by field.
  const types = [typeName, returnedType].filter((each) => each !== "Pet");
  const traces = [...types, ...traceOf(`${typeName}.${fieldName}`, written)];
  return traces.every((each) => RULES[written[each] ?? ""]?.(caller) ?? true);
}

it("no operation returns a value computed from a field that its caller may not read", () => {
  const plain = composeAsBefore(COMPUTED_FIELDS, {});
  const supportedFeatures = ROUTER_SUPPORTED_SUPERGRAPH_FEATURES;
  const apiSchema = Supergraph.build(plain, { supportedFeatures }).apiSchema().toGraphQLJSSchema();
  let shortened = 0;
  const operations = fc.array(arbitraryOperation(apiSchema), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(WRITTEN, operations, CALLERS, (written, several, caller) => {
      const authorizer = createAuthorizer({ supergraph: addRules(plain, written), apiSchema });
      for (const { query, variables } of several) {
        const document = parse(query);
        const decided = authorizer.authorize({ document, operationName: null, variables, caller });
        if (decided.kind !== "allowed") shortened += 1;
        if (decided.kind === "refused") continue;
        const left = selectedFields(apiSchema, decided.kind === "filtered" ? decided.document : document);
        expect(left.filter((field) => !isTold(field, written, caller))).toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
  expect(shortened).toBeGreaterThan(100);
});
