import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { withoutCredentials } from "../server/http/url-credentials.ts";
import type { Environment } from "../server/process/environment.ts";
import { readTextFileSync } from "../server/process/read-text-file.ts";
import { buildConfigProblem, type ConfigReader, createConfigReader } from "./config-reader.ts";
import { findVersionProblem } from "./federation-version.ts";
import { describeFileError } from "./file-error.ts";
import { type Place, type Problem, placeLine } from "./problem.ts";
import { SupergraphInputError } from "./supergraph-input-error.ts";
import type { KeyPath } from "./yaml-file.ts";

/** The source of a subgraph's SDL. */
export type SchemaSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "introspection"; readonly url: string };

/** One subgraph to compose. */
export interface SubgraphConfig {
  readonly name: string;
  readonly routingUrl: string;
  readonly schema: SchemaSource;
  readonly schemaPlace: Place;
}

// The rule of GraphOS for subgraph names; composition itself refuses only the name "_".
const SUBGRAPH_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/**
 * Loads a `supergraph.yaml` in the format of `rover supergraph compose --config`
 * (https://www.apollographql.com/docs/rover/commands/supergraphs#yaml-configuration-file).
 * Schema file paths are relative to the YAML file. A subgraph without `schema` is asked for it at its `routing_url`.
 * Throws a SupergraphInputError with every problem in it, missing schema files included.
 */
export function loadSupergraphConfig(path: string, environment: Environment) {
  const file = normalize(path);
  const reader = createConfigReader(readConfigFile(file), file, environment);
  const subgraphs = reader.problems.length > 0 ? [] : readRoot(reader, dirname(file));
  if (reader.problems.length > 0) throw new SupergraphInputError(reader.problems.toSorted(byPosition));
  return { subgraphs };
}

function byPosition({ places: [a] }: Problem, { places: [b] }: Problem): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

function readConfigFile(file: string): string {
  try {
    return readTextFileSync(file);
  } catch (error) {
    const message = `The supergraph configuration cannot be read: ${describeFileError(error)}.`;
    const mend = "Check the path and the file's permissions.";
    throw new SupergraphInputError([buildConfigProblem(placeLine(file, null), { message, mend })]);
  }
}

function readRoot(reader: ConfigReader, folder: string): SubgraphConfig[] {
  const root = reader.readMapping(reader.content, [], ["federation_version", "subgraphs"]);
  if (!root) return [];
  readFederationVersion(reader, root.federation_version);
  const subgraphs = reader.readMapping(root.subgraphs ?? {}, ["subgraphs"]);
  if (!subgraphs) return [];
  if (Object.keys(subgraphs).length === 0) {
    reader.report(["subgraphs"], {
      message: "The file lists no subgraphs.",
      mend: 'Add at least one under "subgraphs".',
    });
  }
  return Object.entries(subgraphs).flatMap(([name, value]) => readSubgraph(reader, folder, name, value) ?? []);
}

function readFederationVersion(reader: ConfigReader, value: unknown): void {
  const path = ["federation_version"];
  const written = typeof value === "string" ? reader.readString(value, path) : value;
  // Null: a string that has been reported, or a key without a value.
  const complaint = written === null && value !== null ? null : findVersionProblem(written);
  if (complaint) reader.report(path, complaint);
}

function readSubgraph(reader: ConfigReader, folder: string, name: string, value: unknown): SubgraphConfig | null {
  const path = ["subgraphs", name];
  if (!SUBGRAPH_NAME.test(name)) {
    reader.report(path, {
      message: `"${name}" cannot name a subgraph.`,
      mend: "Begin with a letter and use at most 64 letters, digits, underscores and hyphens.",
    });
  }
  const fields = reader.readMapping(value, path, ["routing_url", "schema"]);
  if (!fields) return null;
  const given = fields.routing_url === undefined ? null : readUrl(reader, fields.routing_url, [...path, "routing_url"]);
  const schema =
    fields.schema === undefined ? askAt(given) : readSchema(reader, folder, fields.schema, [...path, "schema"]);
  const routingUrl = given ?? (schema?.kind === "introspection" ? schema.url : null);
  // A schema that could not be read may give the URL: its own problem is enough.
  if (fields.routing_url === undefined && routingUrl === null && (schema || fields.schema === undefined))
    reader.reportMissing(path, "routing_url", "the URL the router sends this subgraph's operations to");
  if (!schema || !routingUrl) return null;
  const schemaKey = fields.schema === undefined ? "routing_url" : "schema";
  return { name, routingUrl, schema, schemaPlace: reader.placeOf([...path, schemaKey]) };
}

function askAt(url: string | null): SchemaSource | null {
  return url === null ? null : { kind: "introspection", url };
}

function readSchema(reader: ConfigReader, folder: string, value: unknown, path: KeyPath): SchemaSource | null {
  const fields = reader.readMapping(value, path, ["file", "subgraph_url"]);
  if (!fields) return null;
  const { file, subgraph_url: url } = fields;
  if ((file === undefined) === (url === undefined)) {
    reader.report(path, {
      message: `${path.join(".")} must have either "file" or "subgraph_url".`,
      mend: file === undefined ? "Add one of them." : "Remove one of them.",
    });
    return null;
  }
  return file === undefined
    ? askAt(readUrl(reader, url, [...path, "subgraph_url"]))
    : readFileSource(reader, folder, file, [...path, "file"]);
}

function readFileSource(reader: ConfigReader, folder: string, value: unknown, path: KeyPath): SchemaSource | null {
  const written = reader.readString(value, path);
  if (written === null) return null;
  const file = isAbsolute(written) ? written : join(folder, written);
  if (!existsSync(file)) {
    reader.report(path, {
      message: `The schema file ${file} does not exist.`,
      mend: "Create it or correct the path, which is relative to this configuration.",
    });
  }
  return { kind: "file", path: file };
}

function readUrl(reader: ConfigReader, value: unknown, path: KeyPath): string | null {
  const url = reader.readString(value, path);
  if (url === null || isHttpUrl(url)) return url;
  reader.report(path, {
    message: `${path.join(".")} is not an http or https URL: ${JSON.stringify(hideCredentials(url))}.`,
    mend: "Write it whole, such as http://127.0.0.1:4001/graphql.",
  });
  return null;
}

function hideCredentials(text: string): string {
  return URL.canParse(text) ? withoutCredentials(text) : text;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}
