import { describe, expect, it } from "@jest/globals";
import { getIntrospectionQuery, parse } from "graphql";
import { createAuthorizedSchema } from "./authorized-schema.ts";

const schema = createAuthorizedSchema(`
  type Query { secret: Secret @authenticated open: String }
  type Secret @requiresScopes(scopes: [["top-secret-scope"]]) { code: String }
`);
const data = { open: "open", secret: { code: "1234" } };

describe("Introspection", () => {
  it("is allowed to anybody", () => {
    expect(schema.authorize(parse(getIntrospectionQuery()))).toEqual({ kind: "allowed" });
  });

  it("is answered beside refused fields", () => {
    const { data: answer, errors } = schema.answer(
      '{ __typename __type(name: "Secret") { ...T } secret { code } open } fragment T on __Type { name fields { name } }',
      data,
    );
    expect(JSON.parse(JSON.stringify(answer))).toEqual({
      __typename: "Query",
      __type: { name: "Secret", fields: [{ name: "code" }] },
      secret: null,
      open: "open",
    });
    expect(errors).toMatchObject([{ path: ["secret"], extensions: { code: "UNAUTHENTICATED" } }]);
  });

  it("tells neither the rules nor any data", () => {
    const source = `${getIntrospectionQuery().replace("__schema {", "secret { code } __schema {")}`;
    const answer = JSON.stringify(schema.answer(source, data));
    expect(answer).toContain('"name":"Secret"');
    expect(answer).not.toContain("top-secret-scope");
    expect(answer).not.toContain("requiresScopes");
    expect(answer).not.toContain("1234");
  });
});
