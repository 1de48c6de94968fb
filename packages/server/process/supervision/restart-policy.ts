/** A process that dies this often within the window is left down: another try would not go better. */
export const MAXIMUM_DEATHS = 5;
export const DEATH_WINDOW_MS = 60_000;

const MINIMUM_WAIT_MS = 300;

/**
 * How many milliseconds after its death a process is started again: at once after the first death within the window,
 * then after a time that doubles, of which half is chance, so that processes that fell together do not rise together.
 * @param deaths when it has died, in milliseconds, the last death last
 * @param chance from 0 to 1
 * @returns null when it is to be left down
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
