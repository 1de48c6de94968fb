/** A spot in a file. `line` and `column` count from 1 and are null when only the file is known. */
export interface Place {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  /** The subgraph whose schema `file` holds; null for every other file. */
  readonly subgraph: string | null;
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
  /** As its maker worded it: it may run over several lines. */
  readonly message: string;
  /** What to do about it; null where the message says so itself. */
  readonly mend: string | null;
  /** Everywhere it shows, the most telling place first; empty when it is nobody's in particular. */
  readonly places: readonly Place[];
}

/**
 * Writes a problem as one line, in the form editors and CI logs turn into links:
 * `schema.graphql:12:3 error CODE [books] message`.
 */
export function formatProblem(problem: Problem): string {
  const [first, ...others] = problem.places;
  const words = [
    first && formatPosition(first),
    problem.severity,
    problem.code,
    first?.subgraph && `[${first.subgraph}]`,
    problem.message,
    problem.mend,
    others.length > 0 && `(also at ${others.map(formatPosition).join(", ")})`,
  ];
  return toOneLine(words.filter(Boolean).join(" "));
}

function formatPosition({ file, line, column }: Place): string {
  return line === null ? file : `${file}:${line}:${column ?? 1}`;
}

// Messages quote schemas fetched from other machines: a control character among them could
// forge a second line in a CI log or drive the terminal.
function toOneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}
