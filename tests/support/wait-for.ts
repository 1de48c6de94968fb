/** Repeats `check` until it gives something other than null, undefined or false; fails after `timeoutMs`. */
export async function waitFor<Result>(
  what: string,
  check: () => Promise<Result> | Result,
  timeoutMs = 30_000,
): Promise<Exclude<Result, null | undefined | false>> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const result = await check();
    if (result !== null && result !== undefined && result !== false) {
      return result as Exclude<Result, null | undefined | false>;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
}
