import { describe, expect, it } from "@jest/globals";
import { chooseKeys, loadKeyRing } from "../../subgraphs/accounts/key-ring.ts";
import { createRsaSigner } from "../support/access-tokens.ts";

const LEAD_SECONDS = 90;
const MINUTE = 60_000;
const ADDED_AT = 1_000_000_000_000;

const first = { name: "first", addedAt: 0 };
const second = { name: "second", addedAt: ADDED_AT };

function chooseAt(millisecondsLater: number): { signing: string; published: string[] } {
  const { signing, published } = chooseKeys([second, first], ADDED_AT + millisecondsLater, LEAD_SECONDS);
  return { signing: signing.name, published: published.map(({ name }) => name) };
}

describe("a key that was added", () => {
  it.each([
    ["is published before it signs", 0, "first", ["second", "first"]],
    ["signs after its lead", 90_000, "second", ["second", "first"]],
    ["leaves the old one published while its tokens live", 17 * MINUTE, "second", ["second", "first"]],
    ["retires the old one after that", 18 * MINUTE, "second", ["second"]],
  ])("%s", (_what, later, signing, published) => {
    expect(chooseAt(later)).toEqual({ signing, published });
  });

  it("signs at once when it is the only one", () => {
    expect(chooseKeys([second], ADDED_AT, LEAD_SECONDS)).toEqual({ signing: second, published: [second] });
  });
});

describe("several keys in JWT_PRIVATE_KEY", () => {
  it.each(["\n", "\\n"])("are all published, and the first signs (line breaks as %j)", async (lineBreak) => {
    const signers = [createRsaSigner(), createRsaSigner()];
    const privateKeyPem = signers.map((signer) => signer.privateKeyPem.replaceAll("\n", lineBreak)).join("");
    const settings = { privateKeyPem, dataDirectory: "/nowhere", keyLeadSeconds: LEAD_SECONDS };
    const ring = await loadKeyRing(settings, () => undefined);
    expect(ring.signingKey().kid).toBe(signers[0]?.kid);
    expect(ring.publishedKeys().map(({ kid }) => kid)).toEqual(signers.map(({ kid }) => kid));
  });
});
