import { expect, it } from "@jest/globals";
import { startRefusingProcess } from "../support/process.ts";

const REFUSED: [variable: string, value: string, reason: string][] = [
  ["COMPRESSION", "gzip", "must be 1 or 0"],
  ["COMPRESSION_MIN_BYTES", "1kB", "must be a whole number from 0 to 1000000000"],
  ["DEDUPE_INFLIGHT", "maybe", "must be 1 or 0"],
  ["RESPONSE_CACHE_BYTES", "10MB", "must be a whole number from 0 to 1000000000"],
];

it.each(REFUSED)("refuses to start with %s=%s", async (variable, value, reason) => {
  const { exitCode, output } = await startRefusingProcess("router/main", { [variable]: value });
  expect(exitCode).toBe(1);
  expect(output).toBe(`router cannot start: bad configuration: ${variable}: ${reason}\n`);
});
