import { expect } from "@jest/globals";
import { type Statistics, tryOperations } from "./differential.ts";
import { formatFinding } from "./format-finding.ts";
import { startOracle } from "./oracle.ts";
import type { SupergraphFixture } from "./supergraphs/fixture.ts";

/** The seed of the suite. Another one is for the long run: a suite that fails by chance is not believed. */
const SEED = "1";
/** Planning takes milliseconds, and everybody plans each operation. */
export const DIFFERENTIAL_TIMEOUT = 300_000;

/**
 * Tries random operations on a fixture. Throws the first finding, made small.
 * @param createExecutor makes what is judged, if not the engine alone
 */
export async function tryFixture(
  fixture: SupergraphFixture,
  operations: number,
  createExecutor?: Parameters<typeof startOracle>[1],
): Promise<Statistics> {
  const oracle = await startOracle(fixture, createExecutor);
  try {
    return await tryOperations(oracle, { operations, seed: SEED }, (finding) => {
      throw new Error(formatFinding(fixture.name, SEED, finding));
    });
  } finally {
    await oracle.stop();
  }
}

/** Tries random operations on a fixture, and expects of the trial itself that it was worth something. */
export async function expectAgreement(
  fixture: SupergraphFixture,
  operations: number,
  createExecutor?: Parameters<typeof startOracle>[1],
): Promise<void> {
  const statistics = await tryFixture(fixture, operations, createExecutor);
  const { executions, discarded, unplannable, incomparable } = statistics;
  expect(discarded).toBe(0);
  expect(unplannable).toBe(0);
  expect(executions).toBe(2 * operations);
  expect(incomparable).toBeLessThan(executions / 20);
}
