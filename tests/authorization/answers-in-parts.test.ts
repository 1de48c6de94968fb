import { expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createAuthorizedSchema } from "./authorized-schema.ts";

const schema = createAuthorizedSchema(`
  type Query { pet: Pet lasting: Lasting }
  interface Pet { name: String chip: String id: ID! }
  type Dog implements Pet { name: String chip: String! @authenticated id: ID! owner: String @authenticated }
  type Owl implements Pet { name: String @authenticated chip: String id: ID! @authenticated }
  type Lasting @authenticated { id: ID! }
`);

it.each([
  ["a field that may be null", "{ pet { ... on Dog { owner } ... on Owl { name } } }", true],
  ["a field that may be null in every type of its object", "{ pet { id: __typename name } }", true],
  ["a field that may not be null", "{ pet { name ... on Owl { id } } }", false],
  ["a field that may not be null in one type of its object", "{ pet { name chip } }", false],
  ["a fragment on a type", "{ pet { name } lasting { ... on Lasting { id } } }", false],
])("an answer without %s may come in parts: %s is %s", (_what, source, mayComeInParts) => {
  const authorization = schema.authorize(parse(source));
  expect(authorization).toMatchObject({
    kind: "filtered",
    completeParts: mayComeInParts ? expect.any(Function) : null,
  });
});
