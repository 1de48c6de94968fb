import type { Expression, Module, Pattern } from "@swc/core";
import type { Place } from "../../../composition/problem.ts";

/** A parsed TypeScript file. */
export interface TypeScriptFile {
  readonly file: string;
  readonly source: Buffer;
  readonly module: Module;
}

/** A node of a syntax tree. */
export interface SyntaxNode {
  readonly type: string;
}

/** Parses TypeScript; null for invalid code, which the compiler reports. `file` is the name in its places. */
export async function parseTypeScript(file: string, text: string): Promise<TypeScriptFile | null> {
  const { parse } = await import("@swc/core");
  try {
    const module = await parse(text, { syntax: "typescript", target: "es2022" });
    return { file, source: Buffer.from(text), module };
  } catch {
    return null;
  }
}

/** Visits every node below `node`, and itself, outermost first. */
export function walk(node: unknown, visit: (node: SyntaxNode) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit);
  } else if (typeof node === "object" && node !== null) {
    if ("type" in node && typeof node.type === "string") visit(node as SyntaxNode);
    for (const value of Object.values(node)) walk(value, visit);
  }
}

/** Where a node starts. The parser counts bytes, from 1. */
export function findPlace({ file, source }: TypeScriptFile, offset: number): Place {
  const before = source
    .subarray(0, offset - 1)
    .toString()
    .split("\n");
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, subgraph: null };
}

/** Removes what has no effect at run time: `as const`, `satisfies …`, `!`, parentheses. */
export function unwrap(expression: Expression): Expression {
  switch (expression.type) {
    case "ParenthesisExpression":
    case "TsAsExpression":
    case "TsConstAssertion":
    case "TsNonNullExpression":
    case "TsSatisfiesExpression":
      return unwrap(expression.expression);
    default:
      return expression;
  }
}

/** The value that a name was declared with, as seen from an offset in the file; null when it is not known. */
export type Resolve = (name: string, offset: number) => Expression | null;

interface Binding {
  readonly name: string;
  readonly offset: number;
  readonly value: Expression | null;
}

/** Resolves names to the nearest declaration before them: a guess, but a good one in short functions. */
export function createResolve({ module }: TypeScriptFile): Resolve {
  const bindings: Binding[] = [];
  walk(module, (node) => bindings.push(...listBindings(node as Declaring)));
  return (name, offset) => {
    const before = bindings.filter((binding) => binding.name === name && binding.offset < offset);
    return before.toSorted((a, b) => b.offset - a.offset)[0]?.value ?? null;
  };
}

type Declaring =
  | { type: "VariableDeclarator"; id: Pattern; init: Expression | null }
  | { type: "Parameter"; pat: Pattern }
  | { type: "ArrowFunctionExpression"; params: Pattern[] };

function listBindings(node: Declaring): Binding[] {
  if (node.type === "VariableDeclarator") {
    const isPlain = node.id.type === "Identifier";
    return listNames(node.id).map((name) => ({ ...name, value: isPlain ? node.init : null }));
  }
  const pattern = node.type === "Parameter" ? node.pat : node.type === "ArrowFunctionExpression" && node.params;
  return pattern ? listNames(pattern).map((name) => ({ ...name, value: null })) : [];
}

function listNames(pattern: unknown): Omit<Binding, "value">[] {
  const names: Omit<Binding, "value">[] = [];
  walk(pattern, (node) => {
    if (node.type !== "Identifier") return;
    const { value, span } = node as { type: string; value: string; span: { start: number } };
    names.push({ name: value, offset: span.start });
  });
  return names;
}
