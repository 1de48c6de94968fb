import { expect, it } from "@jest/globals";
import { createSeal } from "../../router/shared-state/seal.ts";

const VALUE = { data: '{"note":"grüße"}', list: [1, null] };
const { seal, open } = createSeal("secret");

it("what is sealed for a name opens there, and is written in another way each time", () => {
  const [one, other] = [seal("a", VALUE), seal("a", VALUE)];
  expect(open("a", one)).toEqual(VALUE);
  expect(one.equals(other)).toBe(false);
  expect(one.toString("latin1")).not.toContain("note");
});

it("opens neither for another name nor with another secret", () => {
  const sealed = seal("a", VALUE);
  expect(open("b", sealed)).toBeNull();
  expect(createSeal("another").open("a", sealed)).toBeNull();
  expect(createSeal(null).open("a", sealed)).toBeNull();
});

it("opens with no bit changed, and no byte less or more", () => {
  const sealed = seal("a", VALUE);
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(open("a", changed)).toBeNull();
    expect(open("a", sealed.subarray(0, index))).toBeNull();
  }
  expect(open("a", Buffer.concat([sealed, Buffer.from("x")]))).toBeNull();
});
