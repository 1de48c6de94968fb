import type { Environment } from "../server/process/environment.ts";
import type { Complaint } from "./problem.ts";

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const VARIABLE = /^env\.(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<fallback>.*))?$/s;

/**
 * Replaces `${env.NAME}` and `${env.NAME:-default}` as rover does. As in a shell, the default also replaces an empty
 * variable. A `${` that is never closed is ordinary text. A reference that cannot be replaced is left and reported.
 */
export function expandEnvironment(text: string, environment: Environment): { text: string; problems: Complaint[] } {
  const problems: Complaint[] = [];
  const expanded = text.replaceAll(PLACEHOLDER, (placeholder, reference: string) => {
    const value = resolveReference(reference, environment);
    if (typeof value === "string") return value;
    problems.push(value);
    return placeholder;
  });
  return { text: expanded, problems };
}

function resolveReference(reference: string, environment: Environment): string | Complaint {
  const { name, fallback } = VARIABLE.exec(reference)?.groups ?? {};
  if (name === undefined || fallback?.includes("${")) return unreadableReference(reference);
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (fallback !== undefined) return value || fallback;
  return value ?? unsetVariable(name);
}

function unreadableReference(reference: string): Complaint {
  return {
    message: `"\${${reference}}" cannot be expanded.`,
    mend: `Write it as \${env.NAME} or \${env.NAME:-default}.`,
  };
}

function unsetVariable(name: string): Complaint {
  return {
    message: `The environment variable ${name} is not set.`,
    mend: `Set ${name}, or give a default with \${env.${name}:-default}.`,
  };
}
