import { join, posix } from "node:path";
import { GraphQLError } from "graphql";
import { describeReadFailure, readTextFile } from "../process/read-text-file.ts";
import { findFiles, findFixedFolder } from "./find-files.ts";
import { buildFault, type OperationFault } from "./operation-fault.ts";
import { type FragmentImport, type OperationFile, parseOperationFile } from "./operation-file.ts";
import { resolveOperations } from "./resolve-operations.ts";

/**
 * Loads every operation in the files that match a glob pattern, each with the fragments it uses. Fragments come from these
 * files, or from files that they import from the folder that the pattern begins with. Files are relative to `root`.
 */
export async function loadStoredOperations(root: string, pattern: string) {
  const matching = await findFiles(root, pattern);
  const loaded = await loadFiles(root, findFixedFolder(pattern), matching);
  const { operations, faults } = resolveOperations(loaded.files, loaded.imported);
  return { operations, faults: [...loaded.faults, ...faults] };
}

/** A comment that asks for a file, and the file it stands in. */
interface Importer {
  readonly file: string;
  readonly comment: FragmentImport;
}

async function loadFiles(root: string, folder: string, matching: readonly string[]) {
  const [files, imported]: [OperationFile[], OperationFile[]] = [[], []];
  const faults: OperationFault[] = [];
  const asked = new Map<string, Importer | null>(matching.map((file) => [file, null]));
  // The loop visits entries added meanwhile: each file once, even when two import each other.
  for (const [file, importer] of asked) {
    const loaded = await loadFile(root, file, importer);
    if ("severity" in loaded) {
      faults.push(loaded);
      continue;
    }
    (importer === null ? files : imported).push(loaded);
    for (const comment of loaded.imports) {
      if (isOutside(folder, comment.file)) faults.push(buildOutsideFault(file, folder, comment));
      else if (!asked.has(comment.file)) asked.set(comment.file, { file, comment });
    }
  }
  return { files, imported, faults };
}

async function loadFile(
  root: string,
  file: string,
  importer: Importer | null,
): Promise<OperationFile | OperationFault> {
  try {
    return parseOperationFile(file, await readTextFile(join(root, file)));
  } catch (error) {
    if (error instanceof GraphQLError) return buildSyntaxFault(file, error);
    return importer === null ? buildUnreadFault(file, error) : buildImportFault(importer, error);
  }
}

function isOutside(folder: string, file: string): boolean {
  return posix.isAbsolute(file) || posix.relative(folder, file).startsWith("..");
}

function buildSyntaxFault(file: string, { message, locations }: GraphQLError): OperationFault {
  const { line = null, column = null } = locations?.[0] ?? {};
  return buildFault("OPERATION_SYNTAX_ERROR", { file, line, column }, message);
}

function buildUnreadFault(file: string, error: unknown): OperationFault {
  const message = `The file cannot be read: ${describeReadFailure(error)}.`;
  return buildFault("OPERATION_NOT_READ", { file, line: null, column: null }, message);
}

function buildImportFault({ file, comment }: Importer, error: unknown): OperationFault {
  const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
  const reason = isMissing ? "there is no such file" : describeReadFailure(error);
  const message = `"${comment.written}" cannot be imported: ${reason}.`;
  return buildFault("FRAGMENT_IMPORT_NOT_READ", { ...comment, file }, message, "Give the path from this file.");
}

function buildOutsideFault(file: string, folder: string, comment: FragmentImport): OperationFault {
  const message = `"${comment.written}" is outside the folder of the operations, ${folder}.`;
  return buildFault("FRAGMENT_IMPORT_OUTSIDE", { ...comment, file }, message, "Move the fragments into it.");
}
