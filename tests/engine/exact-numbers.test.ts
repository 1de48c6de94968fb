import { describe, expect, it } from "@jest/globals";
import { ExactNumber, parseEachNumber, parseExact, stringifyExact } from "../../packages/engine/exact-numbers.ts";
import { measureOwnSeconds } from "../support/own-processor-time.ts";

const LONG = "9007199254740993";

/** Each takes milliseconds; minutes, if each digit were looked at again and again. */
const FAR_TOO_LONG_SECONDS = 10;

describe("reading exact numbers", () => {
  it("passes over texts, whatever is escaped in them", () => {
    const text = `{"${LONG}":"\\"${LONG}\\\\","a":"\\\\","b":[${LONG},-${LONG},1.50,"\\u0041${LONG}"],"c":1e400}`;
    const read = parseEachNumber(text);
    expect(read).toMatchObject({ [LONG]: `"${LONG}\\`, a: "\\", b: [{}, {}, 1.5, `A${LONG}`] });
    expect(stringifyExact(read)).toBe(text.replace("1.50", "1.5").replace("\\u0041", "A"));
  });

  it.each(Array.from({ length: 40 }, (_, place) => place))("finds a long number %d characters later", (place) => {
    const before = "1".repeat(place);
    const read = parseExact(`["${before}",${LONG}]`);
    expect(read).toEqual([before, expect.any(ExactNumber)]);
  });

  it("takes no longer for digits in a row than for anything else", async () => {
    const text = JSON.stringify(["1".repeat(600_000), "2".repeat(600_000)]);
    const { seconds } = await measureOwnSeconds(() => expect(parseExact(text)).toEqual(JSON.parse(text)));
    expect(seconds).toBeLessThan(FAR_TOO_LONG_SECONDS);
  });

  it("reads a text of several megabytes in which all is escaped", () => {
    const text = `["${'\\"'.repeat(4_000_000)}",${LONG}]`;
    expect(parseExact(text)).toEqual(['"'.repeat(4_000_000), expect.any(ExactNumber)]);
  });
});
