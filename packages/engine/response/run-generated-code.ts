/**
 * Runs generated code.
 * @param surroundings the functions that the code calls, by name
 * @param enums the sets of values that the code knows as `enums`
 * @returns the code's result; null when the process must not generate code
 */
export function runGeneratedCode<Result>(
  code: string,
  surroundings: Readonly<Record<string, unknown>>,
  enums: readonly ReadonlySet<unknown>[],
): Result | null {
  const names = Object.keys(surroundings).join();
  try {
    const run = new Function("surroundings", "enums", `"use strict";const {${names}}=surroundings;${code}`);
    return run(surroundings, enums);
  } catch (error) {
    // `--disallow-code-generation-from-strings`
    if (error instanceof EvalError) return null;
    throw error;
  }
}
