import { createHmac } from "node:crypto";
import { expect, it } from "@jest/globals";
import { createSigningKey } from "../../packages/server/router-auth/signing-key.ts";

const TEXTS = ["", "a", "POST\n/graphql\n", "a, b=ü\n😄\ud800", "é".repeat(63), "x".repeat(100_000)];

it.each([0, 1, 32, 63, 64, 65, 1024])("signs as Node's HMAC does, with a secret of %d characters", (length) => {
  for (const secret of ["k".repeat(length), "ü".repeat(length)]) {
    const sign = createSigningKey(secret);
    const signatures = TEXTS.map((text) => [text, sign(text)]);
    expect(signatures).toEqual(TEXTS.map((text) => [text, createHmac("sha256", secret).update(text).digest("hex")]));
  }
});

it("keys that are used by turns do not mix", () => {
  const [one, other] = [createSigningKey("one"), createSigningKey("other")];
  expect([one("a"), other("a"), one("a")]).toEqual(
    ["one", "other", "one"].map((secret) => createHmac("sha256", secret).update("a").digest("hex")),
  );
});
