/** Runs `run`. @returns how long it took, in milliseconds, beside its result */
export async function measure<Result>(
  run: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly durationMs: number }> {
  const startedAt = performance.now();
  const result = await run();
  return { result, durationMs: performance.now() - startedAt };
}
