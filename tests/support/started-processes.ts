const stops: (() => Promise<unknown>)[] = [];

/** Runs `stop` when the tests of this file are over, the last started first; outside of tests, at `stopStarted`. */
export function stopAfterTests(stop: () => Promise<unknown>): void {
  stops.push(stop);
}

/** Stops all that was started so far, the last started first. */
export async function stopStarted(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}
