import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** A service of compose.yaml, with the values that its variables have. */
export interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly target: string };
  readonly profiles?: readonly string[];
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
  readonly deploy?: { readonly replicas: number };
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks: readonly string[] | Readonly<Record<string, object>>;
}

/** What compose.yaml says. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, null>>;
}

/** Reads compose.yaml as Compose does with `variables` in `.env`. @throws Error for a required variable that is not there */
export function readComposeFile(variables: Readonly<Record<string, string>>): ComposeFile {
  return parse(interpolate(readFileSync("compose.yaml", "utf8"), variables), { merge: true }) as ComposeFile;
}

const EXPRESSION = /\$\{(\w+)(?:(:?[-+?])([^${}]*))?\}/g;

/** https://docs.docker.com/reference/compose-file/interpolation/, the innermost expressions first. */
function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  const next = text.replace(EXPRESSION, (_all, name: string, operator = "", word = "") => {
    const value = variables[name];
    const isThere = operator.startsWith(":") ? value !== undefined && value !== "" : value !== undefined;
    if (operator.endsWith("+")) return isThere ? word : "";
    if (isThere || operator === "") return value ?? "";
    if (operator.endsWith("?")) throw new Error(`${name} ${word}`);
    return word;
  });
  return next === text ? text : interpolate(next, variables);
}
