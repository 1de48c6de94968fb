import { afterAll } from "@jest/globals";

const stops: (() => Promise<unknown>)[] = [];

/** Runs `stop` when the tests of this file are over, the last started first. */
export function stopAfterTests(stop: () => Promise<unknown>): void {
  stops.push(stop);
}

afterAll(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});
