import { describe, expect, it } from "@jest/globals";
import { compareBooks, listPlaces } from "./prisma-agreement-context.ts";

/** The line of the first column is 6. */
const model = (...columns: readonly string[]) =>
  ["model Book {", "  id Int @id", ...columns.map((column) => `  ${column}`), "}"].join("\n");
const AUTHOR = "model Author {\n  id Int @id\n  books Book[]\n}";

describe("nullable-column", () => {
  it.each([
    [
      "a non-null field",
      "type Book {\n  title: String!\n}",
      model("title String?"),
      "schema.graphql:3 schema.prisma:6",
    ],
    [
      "a field of an extension",
      "extend type Book {\n  title: String!\n}",
      model("title String?"),
      "schema.graphql:3 schema.prisma:6",
    ],
    [
      "a non-null field over a relation",
      "type Book {\n  author: Author!\n}",
      `${model("author Author? @relation(fields: [authorId], references: [id])", "authorId Int?")}\n${AUTHOR}`,
      "schema.graphql:3 schema.prisma:6",
    ],
    [
      "a field of a type under another name",
      "type Volume {\n  title: String!\n}",
      `/// check-type: Volume\n${model("title String?")}`,
      "schema.graphql:3 schema.prisma:7",
    ],
  ])("finds %s", async (_what, sdl, prisma, places) => {
    expect(listPlaces(await compareBooks({ sdl, prisma }))).toEqual([`nullable-column ${places}`]);
  });

  it.each([
    ["a nullable field", "type Book { title: String }", model("title String?")],
    ["a required column", "type Book { title: String! }", model("title String")],
    ["a field without a column", "type Book { length: Int! }", model("title String?")],
    ["an external field", 'type Book @key(fields: "id") { id: ID! title: String! @external }', model("title String?")],
    ["a type without a model", "type Volume { title: String! }", model("title String?")],
    [
      "a type that is not the model's",
      "type Book { title: String! }",
      `/// check-type: none\n${model("title String?")}`,
    ],
    ["an input of the same name", "input Book { title: String! }", model("title String?")],
  ])("accepts %s", async (_what, sdl, prisma) => {
    expect(listPlaces(await compareBooks({ sdl, prisma }))).toEqual([]);
  });

  it("fails when the type that a model stands for does not exist", async () => {
    const result = await compareBooks({ prisma: `/// check-type: Volume\n${model()}` });
    expect(listPlaces(result)).toEqual(["invalid-check-comment schema.prisma:5"]);
  });
});

describe("key-without-unique-index", () => {
  const entity = (key: string) => `type Book @key(fields: "${key}") { id: ID! }`;

  it.each([
    ["a plain column", "isbn", model("isbn String")],
    ["a column with an index that is not unique", "isbn", model("isbn String", "@@index([isbn])")],
    ["a part of a unique index", "shelf", model("shelf Int", "position Int", "@@unique([shelf, position])")],
    ["no column", "slug", model()],
    [
      "a relation",
      "author { id }",
      `${model("author Author @relation(fields: [authorId], references: [id])", "authorId Int")}\n${AUTHOR}`,
    ],
  ])("finds a key of %s", async (_what, key, prisma) => {
    expect(listPlaces(await compareBooks({ sdl: entity(key), prisma }))).toEqual([
      "key-without-unique-index schema.graphql:2 schema.prisma:4",
    ]);
  });

  it.each([
    ["the id", "id", model()],
    ["a unique column", "isbn", model("isbn String @unique")],
    ["a unique column and another", "isbn title", model("isbn String @unique", "title String")],
    ["a compound unique index", "shelf position", model("shelf Int", "position Int", "@@unique([position, shelf])")],
    ["a compound id", "a b", "model Book {\n  a Int\n  b Int\n  @@id([a, b])\n}"],
    [
      "a unique relation",
      "author { id }",
      `${model("author Author @relation(fields: [authorId], references: [id])", "authorId Int @unique")}\n${AUTHOR.replace("Book[]", "Book?")}`,
    ],
  ])("accepts a key of %s", async (_what, key, prisma) => {
    expect(listPlaces(await compareBooks({ sdl: entity(key), prisma }))).toEqual([]);
  });

  it("accepts a stub", async () => {
    const sdl = 'type Book @key(fields: "isbn", resolvable: false) { isbn: ID! }';
    expect(listPlaces(await compareBooks({ sdl, prisma: model("isbn String") }))).toEqual([]);
  });

  it("finds each key that has none", async () => {
    const sdl = 'type Book\n  @key(fields: "id")\n  @key(fields: "isbn")\n  @key(fields: "slug") { id: ID! }';
    expect(listPlaces(await compareBooks({ sdl, prisma: model("isbn String", "slug String") }))).toEqual([
      "key-without-unique-index schema.graphql:4 schema.prisma:4",
      "key-without-unique-index schema.graphql:5 schema.prisma:4",
    ]);
  });

  it("is silenced above the model", async () => {
    const prisma = `/// check-disable key-without-unique-index: checked on write\n${model("isbn String")}`;
    expect(listPlaces(await compareBooks({ sdl: entity("isbn"), prisma }))).toEqual([]);
  });
});

describe("missing-enum-value", () => {
  const stored = (...values: readonly string[]) => `enum Shelf {\n${values.join("\n")}\n}\n`;

  it.each([
    [
      "a value that only the database has",
      "enum Shelf {\n  TOP\n}",
      stored("TOP", "LOW"),
      "schema.prisma:6 schema.graphql:2",
    ],
    [
      "a value that only the SDL has",
      "enum Shelf {\n  TOP\n  LOW\n}",
      stored("TOP"),
      "schema.graphql:4 schema.prisma:4",
    ],
    [
      "a value that only an extension of the SDL has",
      "enum Shelf { TOP }\nextend enum Shelf {\n  LOW\n}",
      stored("TOP"),
      "schema.graphql:4 schema.prisma:4",
    ],
    [
      "a value of an enum under another name, told by a comment",
      "enum Place {\n  TOP\n}",
      `/// check-type: Place\n${stored("TOP", "LOW")}`,
      "schema.prisma:7 schema.graphql:2",
    ],
    [
      "a value of an enum under another name, told by a field",
      "enum Place {\n  TOP\n}\ntype Book { shelf: Place }",
      `${stored("TOP", 'LOW @map("low")')}${model("shelf Shelf")}`,
      "schema.prisma:6 schema.graphql:2",
    ],
  ])("finds %s", async (_what, sdl, prisma, places) => {
    expect(listPlaces(await compareBooks({ sdl, prisma }))).toEqual([`missing-enum-value ${places}`]);
  });

  it("accepts enums of the same values, and an enum that only one side has", async () => {
    const sdl = "enum Shelf { LOW TOP } enum Colour { RED }";
    const prisma = `${stored("TOP", "LOW")}enum Size {\nBIG\n}`;
    expect(listPlaces(await compareBooks({ sdl, prisma }))).toEqual([]);
  });

  it("accepts another enum behind a field when a comment says so", async () => {
    const prisma = `/// check-type: none\n${stored("TOP", "LOW")}${model("shelf Shelf")}`;
    const sdl = "enum Place { TOP } type Book { shelf: Place }";
    expect(listPlaces(await compareBooks({ sdl, prisma }))).toEqual([]);
  });

  it("is silenced above the value", async () => {
    const prisma = stored("TOP", "/// check-disable missing-enum-value: never read", "LOW");
    expect(listPlaces(await compareBooks({ sdl: "enum Shelf { TOP }", prisma }))).toEqual([]);
  });
});
