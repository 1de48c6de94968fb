import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type AuthorizedGraph, signedIn, startAuthorizedGraph } from "./authorized-graph.ts";

let graph: AuthorizedGraph;

const DOG = { __typename: "Dog", id: "d", name: "Rex", chip: "dog chip", bark: "loud" };
const CAT = { __typename: "Cat", id: "c", name: "Tom", chip: "cat chip", lives: 9 };
const OWL = { __typename: "Owl", id: "o", name: "Hedwig", chip: "owl chip" };

beforeAll(async () => {
  graph = await startAuthorizedGraph({
    pets: {
      typeDefs: `
        type Query { pets: [Pet] chipped: [Chipped] found: [Found] hidden: [Hidden] files: [File] dog: Dog }
        interface Chipped { chip: String }
        interface Pet implements Chipped { id: ID name: String chip: String }
        type Dog implements Pet & Chipped { id: ID name: String chip: String @authenticated bark: String }
        type Cat implements Pet & Chipped @authenticated { id: ID name: String chip: String lives: Int }
        type Owl implements Chipped { id: ID name: String chip: String }
        union Found = Dog | Cat | Owl
        union Hidden = Cat | Diary
        type Diary @requiresScopes(scopes: [["diary"]]) { page: String }
        interface File @key(fields: "id") { id: ID! }
        type Photo implements File @key(fields: "id") { id: ID! }
        type Video implements File @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Query: {
          pets: () => [DOG, CAT],
          chipped: () => [DOG, CAT, OWL],
          found: () => [DOG, CAT, OWL],
          hidden: () => [CAT, { __typename: "Diary", page: "1" }],
          files: () => [
            { __typename: "Photo", id: "p" },
            { __typename: "Video", id: "v" },
          ],
          dog: () => DOG,
        },
      },
    },
    exposure: {
      typeDefs: `
        type File @key(fields: "id") @interfaceObject { id: ID! place: String @authenticated size: Int }
      `,
      resolvers: { File: { place: () => "Paris", size: () => 3 } },
    },
  });
});

afterAll(() => graph.stop());

const paths = (errors: readonly { readonly path: string }[]) => errors.map(({ path }) => path);

describe("A field selected on an interface", () => {
  it("is refused for every object when the rule of one implementing type is not met", async () => {
    const answer = await graph.ask("{ pets { name } }");
    expect(answer).toMatchObject({
      data: { pets: [{ name: null }, { name: null }] },
      errors: [
        { path: "pets.0.name", code: "UNAUTHENTICATED", message: "Sign in to use Pet.name." },
        { path: "pets.1.name", code: "UNAUTHENTICATED" },
      ],
    });
    expect(answer.executed).toBe("{\n  pets {\n    __typename\n  }\n}");
  });

  it("is refused when one implementing type has a rule on its field", async () => {
    const answer = await graph.ask("{ chipped { chip } }");
    expect(paths(answer.errors)).toEqual(["chipped.0.chip", "chipped.1.chip", "chipped.2.chip"]);
  });

  it("is allowed to whoever meets the rules of all implementing types", async () => {
    const answer = await graph.ask("{ pets { name chip } }", { caller: signedIn() });
    expect(answer).toMatchObject({ kind: "allowed", errors: [] });
  });

  it("is refused as well in a fragment on the interface, even where only a public type can be", async () => {
    const answer = await graph.ask("{ dog { id ...Card } } fragment Card on Pet { name }");
    expect(answer).toMatchObject({
      data: { dog: { id: "d", name: null } },
      errors: [{ path: "dog.name", message: "Sign in to use Pet.name." }],
    });
  });
});

describe("Fragments on the implementing types", () => {
  it("ask for the rules of those types only", async () => {
    const answer = await graph.ask("{ pets { ... on Dog { name } ... on Cat { name lives } } }");
    expect(answer).toMatchObject({
      data: { pets: [{ name: "Rex" }, { name: null, lives: null }] },
      errors: [
        { path: "pets.1.name", message: "Sign in to use Cat.name." },
        { path: "pets.1.lives", message: "Sign in to use Cat.lives." },
      ],
    });
    expect(answer.executed).not.toContain("Cat");
  });

  it("need no token when they leave the protected type out", async () => {
    const answer = await graph.ask("{ pets { ... on Dog { name bark } } }");
    expect(answer).toMatchObject({
      kind: "allowed",
      data: { pets: [{ name: "Rex", bark: "loud" }, {}] },
    });
  });

  it("give the allowed type its field although the same key was refused on the interface", async () => {
    const answer = await graph.ask("{ pets { name ... on Dog { name } } }");
    expect(answer.data).toEqual({ pets: [{ name: "Rex" }, { name: null }] });
    expect(paths(answer.errors)).toEqual(["pets.1.name"]);
  });

  it("tell fields apart that share a key on different types", async () => {
    const answer = await graph.ask(
      "{ found { ... on Dog { x: bark } ... on Cat { x: name } ... on Owl { x: name } } }",
    );
    expect(answer.data).toEqual({ found: [{ x: "loud" }, { x: null }, { x: "Hedwig" }] });
    expect(paths(answer.errors)).toEqual(["found.1.x"]);
  });

  it("work when named and nested in fragments on interfaces and unions", async () => {
    const answer = await graph.ask(`
      { found { ...OnPet ... on Found { ...OnOwl } } }
      fragment OnPet on Pet { ... on Dog { bark } ... on Cat { lives } }
      fragment OnOwl on Owl { name chip }
    `);
    expect(answer.data).toEqual({
      found: [{ bark: "loud" }, { lives: null }, { name: "Hedwig", chip: "owl chip" }],
    });
    expect(paths(answer.errors)).toEqual(["found.1.lives"]);
  });
});

describe("__typename", () => {
  it("stays allowed on a union and on an interface", async () => {
    const answer = await graph.ask("{ found { __typename } pets { kind: __typename } }");
    expect(answer).toMatchObject({
      kind: "allowed",
      data: {
        found: [{ __typename: "Dog" }, { __typename: "Cat" }, { __typename: "Owl" }],
        pets: [{ kind: "Dog" }, { kind: "Cat" }],
      },
    });
  });

  it("appears in the answer only where the client asked for it", async () => {
    const answer = await graph.ask("{ found { ... on Cat { __typename lives } ... on Dog { bark } } }");
    expect(answer.data).toEqual({ found: [{ bark: "loud" }, { __typename: "Cat", lives: null }, {}] });
  });
});

describe("A field that returns an abstract type", () => {
  it("is refused, and nothing fetched, when the caller may read none of the types", async () => {
    const answer = await graph.ask("{ hidden { __typename ... on Cat { lives } } }");
    expect(answer).toMatchObject({ kind: "refused", data: { hidden: null }, fetches: 0 });
    expect(answer.errors).toMatchObject([{ path: "hidden", message: "Sign in to use Query.hidden." }]);
  });

  it("is allowed as it is when the caller may read one of them and asks for no other", async () => {
    const answer = await graph.ask("{ hidden { __typename } }", { caller: signedIn() });
    expect(answer).toMatchObject({ kind: "allowed", errors: [] });
  });

  it("is allowed when the caller may read one of them", async () => {
    const answer = await graph.ask("{ hidden { ... on Cat { lives } ... on Diary { page } } }", {
      caller: signedIn(),
    });
    expect(answer).toMatchObject({
      data: { hidden: [{ lives: 9 }, { page: null }] },
      errors: [{ path: "hidden.1.page", code: "FORBIDDEN" }],
    });
  });
});

describe("A field an @interfaceObject adds", () => {
  it("is refused on the interface and on the types that implement it", async () => {
    const answer = await graph.ask("{ files { size place ... on Photo { spot: place } } }");
    expect(answer.data).toEqual({
      files: [
        { size: 3, place: null, spot: null },
        { size: 3, place: null },
      ],
    });
    expect(answer.errors.map(({ message }) => message)).toEqual([
      "Sign in to use File.place.",
      "Sign in to use Photo.place.",
      "Sign in to use File.place.",
    ]);
  });
});
