import { isRecord } from "../server/is-record.ts";
import type { Environment } from "../server/process/environment.ts";
import { expandEnvironment } from "./expand-environment.ts";
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

  /** A mapping with only these keys; null, and reported, when it is something else. */
  function readMapping(value: unknown, path: KeyPath, keys?: readonly string[]): Record<string, unknown> | null {
    if (!isRecord(value)) {
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
    return value;
  }

  /** A non-empty string with its variables expanded; null, and reported, when it is something else. */
  function readString(value: unknown, path: KeyPath): string | null {
    if (typeof value !== "string") {
      report(path, wrongType(path, "a string", value));
      return null;
    }
    const expanded = expandEnvironment(value, environment);
    for (const problem of expanded.problems) report(path, problem);
    if (expanded.text === "") report(path, { message: `${formatKey(path)} is empty.`, mend: "Give it a value." });
    return expanded.problems.length > 0 || expanded.text === "" ? null : expanded.text;
  }

  /** Reports that the mapping at `path` lacks a key; `what` describes its value. */
  const reportMissing = (path: KeyPath, key: string, what: string) =>
    report(path, { message: `${formatKey([...path, key])} is missing.`, mend: `Add "${key}", ${what}.` });

  return { content, problems, placeOf, report, reportMissing, readMapping, readString };
}

/** Builds the problem of a configuration that cannot be used. */
export function buildConfigProblem(place: Place, complaint: Complaint, code = "INVALID_SUPERGRAPH_CONFIG"): Problem {
  return { severity: "error", code, ...complaint, places: [place] };
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
