import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";

// In a process of its own, with a clock of its own: a key is old after ten minutes.
const SCENARIO = `
  import { createRemoteKeySet } from "./dist/packages/identity/remote-key-set.js";
  const [url, hangUrl, kid] = process.argv.slice(1);
  const keySet = createRemoteKeySet(url, () => undefined);
  const first = await keySet.findKey({ kid, algorithm: "RS256", isRight: () => true });
  await fetch(hangUrl, { method: "POST" });
  const now = performance.now.bind(performance);
  performance.now = () => now() + 11 * 60_000;
  const startedAt = now();
  const later = await keySet.findKey({ kid, algorithm: "RS256", isRight: () => true });
  const milliseconds = now() - startedAt;
  process.stdout.write(JSON.stringify({ isSame: later.publicKey === first.publicKey, milliseconds }));
`;

it("a known key that is old is used at once, while a publisher that hangs is asked again", async () => {
  const signer = createRsaSigner();
  const publisher = await startKeyPublisher([signer.jwk]);
  const args = ["--input-type=module", "-e", SCENARIO, publisher.url, publisher.hangUrl, signer.kid];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { isSame, milliseconds } = JSON.parse(stdout) as { isSame: boolean; milliseconds: number };
  expect(isSame).toBe(true);
  expect(milliseconds).toBeLessThan(1_000);
  expect(publisher.countFetches()).toBe(2);
});
