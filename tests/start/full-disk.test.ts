import { EventEmitter } from "node:events";
import { expect, it } from "@jest/globals";
import { outliveFullDisk } from "../../scripts/stack/log-prefix.ts";

function failWith(code: string): boolean {
  const output = new EventEmitter();
  outliveFullDisk(output);
  return output.emit("error", Object.assign(new Error(code), { code }));
}

it.each(["ENOSPC", "EDQUOT"])("the stack goes on while its output fails with %s", (code) => {
  expect(failWith(code)).toBe(true);
});

it("the stack ends when the reader of its output is gone", () => {
  expect(() => failWith("EPIPE")).toThrow("EPIPE");
});
