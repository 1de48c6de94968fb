import type { ASTNode } from "graphql";

/** A position in a file of stored operations. `line` and `column` count from 1; null when only the file is known. */
export interface FilePosition {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** What is wrong in a file of stored operations. */
export interface OperationFault extends FilePosition {
  readonly severity: "error" | "warning";
  readonly code: string;
  /** A full sentence. */
  readonly message: string;
  /** What to do about it; null where the message says so itself. */
  readonly mend: string | null;
}

/** Where a node of a stored operation stands: its source is named after its file. */
export function locateNode({ loc }: ASTNode): FilePosition {
  const { line = null, column = null } = loc?.startToken ?? {};
  return { file: loc?.source.name ?? "", line, column };
}

/** Builds an error. */
export function buildFault(
  code: string,
  { file, line, column }: FilePosition,
  message: string,
  mend: string | null = null,
): OperationFault {
  return { severity: "error", code, message, mend, file, line, column };
}
