import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";

describe("the network that limits count by", () => {
  it.each([
    ["10.1.2.3", "10.1.2.3"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["::FFFF:10.1.2.3", "10.1.2.3"],
    ["::ffff:a01:203", "10.1.2.3"],
    ["0:0:0:0:0:ffff:0a01:0203", "10.1.2.3"],
    ["::ffff:127.0.0.1%eth0", "127.0.0.1"],
    ["64:ff9b::10.1.2.3", "10.1.2.3"],
    ["64:ff9b::a01:203", "10.1.2.3"],
    ["2002:a01:203::1", "10.1.2.3"],
    ["2002:0A01:0203:ffff::2", "10.1.2.3"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:db8:0:0:1:2:3:4", "2001:db8:0:0::/64"],
    ["2001:db8::1.2.3.4", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["fe80::2%12", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["::", "0:0:0:0::/64"],
    ["::1.2.3.4", "0:0:0:0::/64"],
    ["", ""],
    ["unknown", "unknown"],
    ["10.1.2.3:443", "10.1.2.3:443"],
    ["[2001:db8::1]", "[2001:db8::1]"],
    [":".repeat(100), ":".repeat(64)],
  ])("of %s is %s", (address, network) => {
    expect(findNetworkPrefix(address)).toBe(network);
  });

  it("stays the same while thousands of other addresses are asked about", () => {
    const addresses = ["2001:db8::1", "::ffff:10.1.2.3", `fe80::1%${"e".repeat(100)}`];
    const before = addresses.map(findNetworkPrefix);
    for (let index = 0; index < 2_500; index++) findNetworkPrefix(`2001:db8:${index.toString(16)}::1`);
    for (let time = 0; time < 2; time++) expect(addresses.map(findNetworkPrefix)).toEqual(before);
  });

  it("is the same for every spelling of an address", () => {
    fc.assert(
      fc.property(spellings, ([one, other]) => {
        expect(findNetworkPrefix(one)).toBe(findNetworkPrefix(other));
      }),
    );
  });

  it("tells the networks of any two addresses apart", () => {
    const network = fc.array(fc.integer({ min: 0x2003, max: 0xffff }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(network, network, groups, (one, other, host) => {
        const [first, second] = [one, other].map((start) =>
          findNetworkPrefix(writePlainly([...start, ...host.slice(4)])),
        );
        expect(first === second).toBe(String(one) === String(other));
      }),
    );
  });
});

const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
  minLength: 8,
  maxLength: 8,
});

const style = fc.record({
  upperCase: fc.boolean(),
  leadingZeros: fc.boolean(),
  dottedQuad: fc.boolean(),
  shortened: fc.boolean(),
  zone: fc.constantFrom("", "%eth0", "%1"),
});

const spellings = fc
  .tuple(fc.oneof(groups, groups.map(carryIPv4)), style, style)
  .map(([address, one, other]) => [spell(address, one), spell(address, other)] as const);

function carryIPv4(address: number[]): number[] {
  return [0, 0, 0, 0, 0, 0xffff, ...address.slice(6)];
}

function writePlainly(address: readonly number[]): string {
  return address.map((group) => group.toString(16)).join(":");
}

type Style = typeof style extends fc.Arbitrary<infer Value> ? Value : never;

function spell(address: readonly number[], { upperCase, leadingZeros, dottedQuad, shortened, zone }: Style) {
  const written = address.map((group) => group.toString(16).padStart(leadingZeros ? 4 : 1, "0"));
  const [high = 0, low = 0] = address.slice(6);
  const quad = [high >> 8, high & 255, low >> 8, low & 255].join(".");
  const parts = dottedQuad ? [...written.slice(0, 6), quad] : written;
  const text = parts.join(":");
  const short = shortened ? shorten(text) : text;
  return (upperCase ? short.toUpperCase() : short) + zone;
}

/** Leaves out the first run of zeros. */
function shorten(text: string): string {
  return text.replace(/(?<![^:])0+(?::0+)+(?![^:])(?!\.)/, "").replace(/^:?$|^:(?!:)|(?<!:):$|:{2,}/g, "::");
}
