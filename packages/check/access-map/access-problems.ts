import { listSome, type Place, type Problem } from "../../composition/problem.ts";
import {
  findDefinitions,
  findNodePlace,
  parseSubgraph,
  type SubgraphDocument,
} from "../../composition/subgraph-document.ts";
import type { CheckContext } from "../step.ts";
import { ACCESS_FILE, type AccessFile, findAccessPlace } from "./access-file.ts";
import type { AccessChange, AccessComparison } from "./compare-access.ts";
import { describeAccess } from "./field-access.ts";

const UPDATE = "npm run check -- --update";

/** A message names this many fields and counts the others; `details` has them all. */
const MAXIMUM_LISTED = 10;

/** The checked-in map, and the subgraphs' schemas. */
export interface AccessSources {
  readonly file: AccessFile;
  readonly subgraphs: CheckContext["subgraphs"];
}

/** The fields that became easier to reach, and everything in the checked-in map that is out of date. */
export function findAccessProblems(comparison: AccessComparison, sources: AccessSources): Problem[] {
  return [...findEasierProblems(comparison, sources), ...findStaleProblems(comparison, sources.file)];
}

/** The same after an update of the map: fields that became easier to reach are warnings then. */
export function findAcceptedProblems(comparison: AccessComparison, sources: AccessSources): Problem[] {
  const mend = `${ACCESS_FILE} says so now.`;
  const problems = findEasierProblems(comparison, sources);
  return problems.map((problem) => ({ ...problem, severity: "warning", mend }));
}

/** The rules of a graph cannot be read. */
export function buildUnreadableRules(error: unknown): Problem {
  const message = `Who may see what cannot be told. ${error instanceof Error ? error.message : String(error)}`;
  return { severity: "error", code: "ACCESS_RULES_UNREADABLE", message, mend: null, places: [] };
}

function findEasierProblems({ easier }: AccessComparison, { file, subgraphs }: AccessSources): Problem[] {
  const documents = subgraphs.map(parseSubgraph);
  return easier.map((change) => {
    const filePlaces = change.saidBy === "file" ? [findAccessPlace(file, change.coordinate)] : [];
    return buildEasierProblem(change, [...findSchemaPlaces(change.coordinate, documents), ...filePlaces]);
  });
}

function buildEasierProblem({ coordinate, before, now, saidBy }: AccessChange, places: Place[]): Problem {
  const source = saidBy === "file" ? `in ${ACCESS_FILE}` : "at the base";
  return {
    severity: "error",
    code: "EASIER_TO_REACH",
    message: `${coordinate} became easier to reach: ${describeAccess(before)} ${source}, ${describeAccess(now)} now.`,
    mend: `Protect it again, or accept it with ${UPDATE}, which shows it in the diff of ${ACCESS_FILE}.`,
    places,
  };
}

function findSchemaPlaces(coordinate: string, documents: readonly SubgraphDocument[]): Place[] {
  const nodes = documents.flatMap((document) => findDefinitions(coordinate, document));
  return nodes.flatMap((node) => findNodePlace(node, documents) ?? []);
}

function findStaleProblems({ harder, added, removed }: AccessComparison, file: AccessFile): Problem[] {
  if (file.state === "missing") return [buildStaleProblem(`There is no ${ACCESS_FILE}.`, file)];
  if (file.state === "unreadable") {
    return [buildStaleProblem(`${ACCESS_FILE} cannot be read: ${file.reason}.`, file)];
  }
  return [
    ...reportFields("harder to reach than it says", harder.map(describeHarder), file, harder[0]?.coordinate),
    ...reportFields("missing from it", added, file),
    ...reportFields("not in the graph any more", removed, file, removed[0]),
  ];
}

function describeHarder({ coordinate, before, now }: AccessChange): string {
  return `${coordinate} (${describeAccess(before)} → ${describeAccess(now)})`;
}

function reportFields(
  what: string,
  fields: readonly string[],
  file: AccessFile,
  coordinate?: string,
): Problem[] {
  if (fields.length === 0) return [];
  const counted = fields.length === 1 ? "1 field is" : `${fields.length} fields are`;
  const message = `${ACCESS_FILE} is out of date: ${counted} ${what}: ${listSome(fields, MAXIMUM_LISTED)}.`;
  return [buildStaleProblem(message, file, coordinate)];
}

function buildStaleProblem(message: string, file: AccessFile, coordinate?: string): Problem {
  return {
    severity: "error",
    code: "ACCESS_MAP_OUT_OF_DATE",
    message,
    mend: `Write it anew with ${UPDATE}.`,
    places: [findAccessPlace(file, coordinate)],
  };
}
