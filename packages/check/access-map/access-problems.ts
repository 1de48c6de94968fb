import { findDefinitionPlaces } from "../../composition/composition-problem.ts";
import { listSome, type Place, type Problem } from "../../composition/problem.ts";
import { parseSubgraph } from "../../composition/subgraph-document.ts";
import type { CheckContext } from "../step.ts";
import { ACCESS_FILE, type AccessFile, findAccessPlace } from "./access-file.ts";
import type { AccessChange, AccessComparison } from "./compare-access.ts";
import { describeAccess } from "./field-access.ts";

/** A message names this many fields and counts the others; `details` has them all. */
const MAXIMUM_LISTED = 10;

/** The checked-in map, the command that writes it, and the subgraphs' schemas. */
export interface AccessSources {
  readonly file: AccessFile;
  readonly update: string;
  readonly subgraphs: CheckContext["subgraphs"];
}

/** The fields that became easier to reach, and everything in the checked-in map that is out of date. */
export function findAccessProblems(comparison: AccessComparison, sources: AccessSources): Problem[] {
  return [...findEasierProblems(comparison, sources), ...findStaleProblems(comparison, sources)];
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

function findEasierProblems({ easier }: AccessComparison, sources: AccessSources): Problem[] {
  const { file, update, subgraphs } = sources;
  const documents = subgraphs.map(parseSubgraph);
  return easier.map((change) => {
    const filePlaces = change.saidBy === "file" ? [findAccessPlace(file, change.coordinate)] : [];
    const places = [...findDefinitionPlaces(change.coordinate, documents), ...filePlaces];
    return buildEasierProblem(change, places, update);
  });
}

function buildEasierProblem(
  { coordinate, before, now, saidBy }: AccessChange,
  places: Place[],
  update: string,
): Problem {
  const source = saidBy === "file" ? `in ${ACCESS_FILE}` : "at the base";
  return {
    severity: "error",
    code: "EASIER_TO_REACH",
    message: `${coordinate} became easier to reach: ${describeAccess(before)} ${source}, ${describeAccess(now)} now.`,
    mend: `Protect it again, or accept it with ${update}, which shows it in the diff of ${ACCESS_FILE}.`,
    places,
  };
}

function findStaleProblems({ harder, added, removed }: AccessComparison, { file, update }: AccessSources): Problem[] {
  const build = (message: string, coordinate?: string): Problem => ({
    severity: "error",
    code: file.state === "missing" ? "ACCESS_MAP_MISSING" : "ACCESS_MAP_OUT_OF_DATE",
    message,
    mend: `Write it anew with ${update}.`,
    places: [findAccessPlace(file, coordinate)],
  });
  const report = (what: string, fields: readonly string[], coordinate?: string): Problem[] => {
    if (fields.length === 0) return [];
    const counted = fields.length === 1 ? "1 field is" : `${fields.length} fields are`;
    const listed = listSome(fields, MAXIMUM_LISTED);
    return [build(`${ACCESS_FILE} is out of date: ${counted} ${what}: ${listed}.`, coordinate)];
  };
  if (file.state === "missing") return [build(`There is no ${ACCESS_FILE}.`)];
  if (file.state === "unreadable") return [build(`${ACCESS_FILE} cannot be read: ${file.reason}.`)];
  return [
    ...report("harder to reach than it says", harder.map(describeHarder), harder[0]?.coordinate),
    ...report("missing from it", added),
    ...report("not in the graph any more", removed, removed[0]),
  ];
}

function describeHarder({ coordinate, before, now }: AccessChange): string {
  return `${coordinate} (${describeAccess(before)} → ${describeAccess(now)})`;
}
