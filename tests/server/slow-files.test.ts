import { join } from "node:path";
import { expect, it, jest } from "@jest/globals";
import { readTextFile } from "../../packages/server/process/read-text-file.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { waitFor } from "../support/wait-for.ts";

it("a file that takes too long to open is refused, and can be read once that has ended", async () => {
  const path = join(createTemporaryFolder({ "a.txt": "text" }), "a.txt");
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask", "performance", "Date"] });
  const reading = readTextFile(path);
  // Before the system has opened it.
  jest.advanceTimersByTime(5_000);
  jest.useRealTimers();
  await expect(reading).rejects.toThrow("takes more than 5 s");
  await waitFor("the end of the first", () =>
    readTextFile(path).then(
      (text) => text === "text",
      () => false,
    ),
  );
});

it("a file is not too slow because the process is busy", async () => {
  const path = join(createTemporaryFolder({ "a.txt": "text" }), "a.txt");
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask", "performance", "Date"] });
  const reading = readTextFile(path);
  // Of a timer that is late, Node makes up one call alone, and then sees to the file.
  for (let steps = 0; steps < 5; steps += 1) {
    jest.advanceTimersToNextTimer();
  }
  jest.useRealTimers();
  expect(await reading).toBe("text");
});
