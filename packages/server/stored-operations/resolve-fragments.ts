import {
  type ASTNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  Kind,
  type OperationDefinitionNode,
  visit,
} from "graphql";
import { buildFault, locateNode, type OperationFault } from "./operation-fault.ts";
import type { OperationFile } from "./operation-file.ts";

/**
 * Prepares to find the fragments that an operation uses, and what is wrong with how it uses them. A name means the
 * fragment in the file that spreads it, or in a file that this one imports; else the one in all `files`. `imported`
 * files are found by import alone.
 */
export function createFragmentResolver(files: readonly OperationFile[], imported: readonly OperationFile[]) {
  const findFragments = createFragmentFinder(files, imported);
  return (operation: OperationDefinitionNode) => {
    const used = new Map<string, FragmentDefinitionNode>();
    const faults: OperationFault[] = [];
    const follow = (definition: ASTNode, path: readonly ASTNode[]): void => {
      for (const spread of listSpreads(definition)) followSpread(spread, path);
    };
    const followSpread = (spread: FragmentSpreadNode, path: readonly ASTNode[]): void => {
      const name = spread.name.value;
      const known = used.get(name);
      // A document holds one fragment of a name, even when two files each mean their own.
      const found = [...findFragments(locateNode(spread).file, name), ...(known ? [known] : [])];
      const fault = findFault(spread, found, path);
      const [fragment] = found;
      if (fault !== null) faults.push(fault);
      else if (fragment !== undefined && known === undefined) {
        used.set(name, fragment);
        follow(fragment, [...path, fragment]);
      }
    };
    follow(operation, []);
    return { fragments: [...used.values()], faults };
  };
}

function findFault(
  spread: FragmentSpreadNode,
  found: readonly FragmentDefinitionNode[],
  path: readonly ASTNode[],
): OperationFault | null {
  const [fragment, namesake] = new Set(found);
  if (fragment === undefined) return buildMissing(spread);
  if (namesake !== undefined) return buildAmbiguous(spread, fragment, namesake);
  return path.includes(fragment) ? buildCycle(spread) : null;
}

function createFragmentFinder(files: readonly OperationFile[], imported: readonly OperationFile[]) {
  const byFile = new Map([...files, ...imported].map((each) => [each.file, each]));
  const all = groupByName(files);
  const scopes = new Map<string, ReturnType<typeof groupByName>>();
  return (file: string, name: string): readonly FragmentDefinitionNode[] => {
    const scope = scopes.get(file) ?? groupByName(listImported(file, byFile));
    scopes.set(file, scope);
    return scope.get(name) ?? all.get(name) ?? [];
  };
}

/** The file, what it imports, and what that imports in turn. */
function listImported(file: string, byFile: ReadonlyMap<string, OperationFile>): OperationFile[] {
  const names = new Set([file]);
  // The loop visits entries added meanwhile: each file once, even when two import each other.
  for (const name of names) for (const each of byFile.get(name)?.imports ?? []) names.add(each.file);
  return [...names].flatMap((name) => byFile.get(name) ?? []);
}

function groupByName(files: readonly OperationFile[]): ReadonlyMap<string, FragmentDefinitionNode[]> {
  const groups = new Map<string, FragmentDefinitionNode[]>();
  for (const definition of files.flatMap(({ document }) => document.definitions)) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const name = definition.name.value;
    groups.set(name, [...(groups.get(name) ?? []), definition]);
  }
  return groups;
}

function listSpreads(definition: ASTNode): FragmentSpreadNode[] {
  const spreads: FragmentSpreadNode[] = [];
  visit(definition, { FragmentSpread: (node) => void spreads.push(node) });
  return spreads;
}

function buildMissing(spread: FragmentSpreadNode): OperationFault {
  const message = `There is no fragment named ${spread.name.value}, in this file or in another.`;
  return buildFault("FRAGMENT_NOT_FOUND", locateNode(spread), message, "Write it, or correct the name.");
}

function buildAmbiguous(
  spread: FragmentSpreadNode,
  one: FragmentDefinitionNode,
  other: FragmentDefinitionNode,
): OperationFault {
  const places = [one, other].map(locateNode).map(({ file, line }) => `${file}:${line}`);
  const message = `There are two fragments named ${spread.name.value}: ${places.join(" and ")}.`;
  const mend = "Rename one of them, or import the file of the one that is meant.";
  return buildFault("FRAGMENT_AMBIGUOUS", locateNode(spread), message, mend);
}

function buildCycle(spread: FragmentSpreadNode): OperationFault {
  const message = `The fragment ${spread.name.value} spreads itself, here or through other fragments.`;
  return buildFault("FRAGMENT_CYCLE", locateNode(spread), message, "Remove one of the spreads of the cycle.");
}
