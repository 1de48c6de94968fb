import { afterEach, expect, jest } from "@jest/globals";

// Whatever writes to the console in a test is a warning nobody would read: it fails the test.
const written = [jest.spyOn(console, "log"), jest.spyOn(console, "warn"), jest.spyOn(console, "error")];

afterEach(() => {
  for (const spy of written) {
    expect(spy).not.toHaveBeenCalled();
    spy.mockClear();
  }
});
