import { Readable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { readBoundedBody } from "../../packages/server/http/read-bounded-body.ts";

describe("the body of an answer", () => {
  it("is read as UTF-8 across its parts", async () => {
    const bytes = Buffer.from("Brontë");
    const body = Readable.from([bytes.subarray(0, 5), bytes.subarray(5, 6), bytes.subarray(6)]);
    expect(await readBoundedBody(body, bytes.length)).toBe("Brontë");
  });

  it("is refused at the first part beyond the limit", async () => {
    let parts = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        parts += 1;
        yield Buffer.alloc(10);
      }
    }
    await expect(readBoundedBody(endless(), 25)).rejects.toThrow("the answer has more than 25 bytes");
    expect(parts).toBe(3);
  });
});
