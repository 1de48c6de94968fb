/** A place in a file. `line` and `column` count from 1, and are null when only the file is known. */
export interface Place {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  /** The subgraph whose schema `file` holds; null for every other file. */
  readonly subgraph: string | null;
}

/** A line of a file that is no subgraph's schema. */
export function placeLine(file: string, line: number | null): Place {
  return { file, line, column: null, subgraph: null };
}

/** The first of `names` with commas between them, and how many more there are. */
export function listSome(names: readonly string[], maximum: number): string {
  const others = names.length - maximum;
  return names.slice(0, maximum).join(", ") + (others > 0 ? ` and ${others} more` : "");
}

/** What is wrong, and what to do about it. Each a full sentence. */
export interface Complaint {
  readonly message: string;
  readonly mend: string;
}

/** One thing wrong with the configuration or the schemas, as plain data. */
export interface Problem {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  /** What to do about it; null when the message says so itself. */
  readonly mend: string | null;
  /** All its places, the most telling first; empty when it has none. */
  readonly places: readonly Place[];
}

/** Writes a problem as one line that editors and CI logs link: `schema.graphql:12:3 error CODE [books] message`. */
export function formatProblem(problem: Problem): string {
  const [first, ...others] = problem.places;
  const words = [
    first && formatPlace(first),
    problem.severity,
    problem.code,
    first?.subgraph && `[${first.subgraph}]`,
    problem.message,
    problem.mend,
    others.length > 0 && `(also at ${others.map(formatPlace).join(", ")})`,
  ];
  return toOneLine(words.filter(Boolean).join(" "));
}

/** Writes a place in the form that editors and terminals turn into links: `schema.graphql:12:3`. */
export function formatPlace({ file, line, column }: Place): string {
  return toOneLine(line === null ? file : `${file}:${line}:${column ?? 1}`);
}

/** Puts a text on one line. A control character of a quoted schema could forge a line in a log, or drive a terminal. */
export function toOneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
}
