import { posix } from "node:path";
import { type DocumentNode, parse, Source, type SourceLocation, TokenKind } from "graphql";

/** A file of operations, of fragments, or of both. */
export interface OperationFile {
  readonly file: string;
  readonly document: DocumentNode;
  readonly imports: readonly FragmentImport[];
}

/** A comment that imports another file's fragments. */
export interface FragmentImport extends SourceLocation {
  /** As it is written: relative to the file that imports it. */
  readonly written: string;
  /** Relative to what the importing file's name is relative to. */
  readonly file: string;
}

/**
 * Parses the text of a file. Imports are written as graphql-tag and GraphQL Tools read them: `#import "./a.graphql"` or
 * `# import Name from './a.graphql'`. Throws a GraphQLError on a syntax error.
 */
export function parseOperationFile(file: string, text: string): OperationFile {
  const document = parse(new Source(text, file));
  return { file, document, imports: findImports(file, document) };
}

const IMPORT = /^\s*import\s+(?:[\w\s,.*]+\sfrom\s+)?(["'])(?<written>.+)\1\s*;?\s*$/;

function findImports(file: string, { loc }: DocumentNode): FragmentImport[] {
  const imports: FragmentImport[] = [];
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) {
    if (token.kind !== TokenKind.COMMENT) continue;
    const written = IMPORT.exec(token.value)?.groups?.written;
    if (written === undefined) continue;
    const { line, column } = token;
    imports.push({ written, file: resolvePath(file, written), line, column });
  }
  return imports;
}

function resolvePath(file: string, written: string): string {
  return posix.isAbsolute(written) ? written : posix.join(posix.dirname(file), written);
}
