// Writes the same answer over and over, in a process of its own, and prints the different texts it came to.
import { buildSchema, parse } from "graphql";
import { compileResponseWriter } from "../../../dist/packages/engine/response/compile-response-writer.js";

const apiSchema = buildSchema("type Query { items: [Item!]! } type Item { id: ID! name: String }");
const { definitions } = parse("{ items { id name __typename } }");
const { write } = compileResponseWriter({
  apiSchema,
  operation: definitions[0],
  fragments: {},
  conditions: {},
  refusedFields: new Map(),
  findDataKey: ({ alias, name }) => (alias ?? name).value,
});
const state = { isClean: false, errors: [], explained: new Set(), introspection: new Map() };
const data = { items: [{ id: 1, name: 'a "name"' }] };
const texts = Array.from({ length: 50 }, () => write(data, state).text);
process.stdout.write([...new Set(texts)].join("\n"));
