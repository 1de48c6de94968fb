import { type Environment, expandEnvironment } from "./expand-environment.ts";
import type { Complaint, Place, Problem } from "./problem.ts";
import { type KeyPath, parseYamlFile } from "./yaml-file.ts";

/** Reads values of one configuration file, and collects all problems with them. */
export type ConfigReader = ReturnType<typeof createConfigReader>;

/** Creates the reader of the YAML `text`; `file` is the name in problems, and `code` is their code. */
export function createConfigReader(
  text: string,
  file: string,
  environment: Environment,
  code = "INVALID_SUPERGRAPH_CONFIG",
) {
  const { content, syntaxErrors, placeOf } = parseYamlFile(text, file);
  const problems = syntaxErrors.map(({ place, ...complaint }) => buildConfigProblem(place, complaint, code));
  const report = (path: KeyPath, complaint: Complaint): void => {
    problems.push(buildConfigProblem(placeOf(path), complaint, code));
  };
  return {
    content,
    problems,
    placeOf,
    report,
    /** Reports that the mapping at `path` lacks a key; `what` describes its value. */
    reportMissing: (path: KeyPath, key: string, what: string) =>
      report(path, { message: `${formatKey([...path, key])} is missing.`, mend: `Add "${key}", ${what}.` }),
    /** A mapping with only these keys; null, and reported, when it is something else. */
    readMapping: (value: unknown, path: KeyPath, keys?: readonly string[]) =>
      readMapping(report, value, path, keys),
    /** A non-empty string with its variables expanded; null, and reported, when it is something else. */
    readString: (value: unknown, path: KeyPath) => readString(report, environment, value, path),
  };
}

/** Builds the problem of a configuration that cannot be used. */
export function buildConfigProblem(
  place: Place,
  complaint: Complaint,
  code = "INVALID_SUPERGRAPH_CONFIG",
): Problem {
  return { severity: "error", code, ...complaint, places: [place] };
}

function readMapping(
  report: ConfigReader["report"],
  value: unknown,
  path: KeyPath,
  keys?: readonly string[],
): Record<string, unknown> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report(path, wrongType(path, "a mapping", value));
    return null;
  }
  const unknownKeys = keys ? Object.keys(value).filter((key) => !keys.includes(key)) : [];
  for (const key of unknownKeys) {
    report([...path, key], {
      message: `${formatKey([...path, key])} is not a known key.`,
      mend: `Remove it; the keys here are ${keys?.join(", ")}.`,
    });
  }
  return value as Record<string, unknown>;
}

function readString(
  report: ConfigReader["report"],
  environment: Environment,
  value: unknown,
  path: KeyPath,
): string | null {
  if (typeof value !== "string") {
    report(path, wrongType(path, "a string", value));
    return null;
  }
  const { text, problems } = expandEnvironment(value, environment);
  for (const problem of problems) report(path, problem);
  if (text === "") report(path, { message: `${formatKey(path)} is empty.`, mend: "Give it a value." });
  return problems.length > 0 || text === "" ? null : text;
}

function wrongType(path: KeyPath, expected: string, value: unknown): Complaint {
  return {
    message: `${formatKey(path)} must be ${expected}, not ${nameType(value)}.`,
    mend: `Make it ${expected}.`,
  };
}

function nameType(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  return Array.isArray(value) ? "a list" : `a ${typeof value === "object" ? "mapping" : typeof value}`;
}

function formatKey(path: KeyPath): string {
  return path.length === 0 ? "The file" : path.join(".");
}
