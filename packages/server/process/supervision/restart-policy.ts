/** A process that dies this often within the window is left down. */
export const MAXIMUM_DEATHS = 5;
export const DEATH_WINDOW_MS = 60_000;

const MINIMUM_WAIT_MS = 300;

/**
 * How many milliseconds after its death a process is started again. After the first death within the window: at once.
 * Then the time doubles; half of it is chance, so that processes that died together do not all start together.
 * @param deaths the times of its deaths, in milliseconds, the latest last
 * @param chance from 0 to 1
 * @returns null: leave it down
 */
export function chooseRestartDelay(deaths: readonly number[], chance: number): number | null {
  const count = findRecentDeaths(deaths).length;
  if (count >= MAXIMUM_DEATHS) return null;
  if (count <= 1) return 0;
  const longest = MINIMUM_WAIT_MS * 2 ** (count - 2);
  return (longest * (1 + chance)) / 2;
}

/** The deaths within the window that ends with the last. */
export function findRecentDeaths(deaths: readonly number[]): readonly number[] {
  const last = deaths.at(-1) ?? 0;
  return deaths.filter((death) => last - death < DEATH_WINDOW_MS);
}
