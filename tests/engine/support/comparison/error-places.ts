import type { Answer, AnswerPath } from "../executors/executor.ts";

/**
 * The nulls of an answer that its errors explain, each as the text of its path. Where several fields below one null
 * went wrong, an executor may report any of them (GraphQL specification §6.4.4), so the nulls are compared, not the
 * fields. An error about no null at all stands for itself.
 */
export function listErrorPlaces({ text, errors }: Answer): ReadonlySet<string> {
  const data: unknown = text === null ? null : JSON.parse(text);
  return new Set(errors.map(({ path }) => (path === null ? "no path" : findNull(data, path))));
}

function findNull(data: unknown, path: AnswerPath): string {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null) return JSON.stringify(path.slice(0, depth));
    value = Object.getOwnPropertyDescriptor(Object(value), key)?.value;
    if (value === undefined) return `${JSON.stringify(path)} leads nowhere`;
  }
  return value === null ? JSON.stringify(path) : `${JSON.stringify(path)} is no null`;
}
