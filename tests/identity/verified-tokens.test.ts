import { describe, expect, it, jest } from "@jest/globals";
import type { VerificationKey } from "../../packages/identity/key-set.ts";
import { rememberVerified } from "../../packages/identity/verified-tokens.ts";

const KEY: VerificationKey = { publicKey: "a key", algorithm: "RS256" };
const OTHER_KEY: VerificationKey = { publicKey: "another key", algorithm: "RS256" };

/** A verifier that takes any text for a good token of the caller with that name, but for "bad". */
function createVerifier({ lifetimeMs = 60_000, most = 100 } = {}) {
  let key: VerificationKey | null = KEY;
  const verified: string[] = [];
  const verify = async (token: string) => {
    verified.push(token);
    if (token === "bad" || key === null) throw new Error("refused");
    return {
      caller: { id: token.split(" ")[0] ?? "", scopes: new Set<string>() },
      kid: "1",
      key,
      expiresAt: Date.now() + lifetimeMs,
    };
  };
  return {
    verify: rememberVerified(
      verify,
      { findKey: async ({ isRight }) => (key !== null && isRight(key) ? key : null) },
      most,
    ),
    verified,
    publish: (next: VerificationKey | null) => {
      key = next;
    },
  };
}

describe("a token that was verified", () => {
  it("is not verified again", async () => {
    const { verify, verified } = createVerifier();
    const callers = [await verify("a"), await verify("a"), await verify("b"), await verify("a")];
    expect(callers.map(({ id }) => id)).toEqual(["a", "a", "b", "a"]);
    expect(verified).toEqual(["a", "b"]);
  });

  it("is refused once its key is gone", async () => {
    const { verify, publish } = createVerifier();
    await verify("a");
    publish(null);
    await expect(verify("a")).rejects.toThrow("refused");
  });

  it("is verified again when its key id names another key", async () => {
    const { verify, verified, publish } = createVerifier();
    await verify("a");
    publish(OTHER_KEY);
    await verify("a");
    expect(verified).toEqual(["a", "a"]);
  });

  it("is verified again, and so refused, after its end", async () => {
    const { verify, verified } = createVerifier();
    await verify("a");
    const clock = jest.spyOn(Date, "now").mockReturnValue(Date.now() + 60_000);
    await verify("a");
    clock.mockRestore();
    expect(verified).toEqual(["a", "a"]);
  });

  it("is forgotten when many others came, the least recently used first", async () => {
    const { verify, verified } = createVerifier({ most: 2 });
    for (const token of ["a", "b", "a", "c", "a", "b"]) await verify(token);
    expect(verified).toEqual(["a", "b", "c", "b"]);
  });

  it("stays, however many tokens another caller has", async () => {
    const { verify, verified } = createVerifier({ most: 10 });
    await verify("few 1");
    for (let count = 0; count < 50; count += 1) await verify(`many ${count}`);
    await verify("few 1");
    expect(verified.filter((token) => token === "few 1")).toHaveLength(1);
  });
});

it("a token that was refused is not remembered as anything", async () => {
  const { verify, verified } = createVerifier();
  await expect(verify("bad")).rejects.toThrow("refused");
  await expect(verify("bad")).rejects.toThrow("refused");
  expect(verified).toEqual(["bad", "bad"]);
});
