import { existsSync } from "node:fs";
import { CommandError, refuseArguments } from "./command-line.ts";
import { runUntilStopped } from "./stack/until-stopped.ts";

// `npm start`: the whole stack from compiled code, each process on its own, until Ctrl-C.

await runUntilStopped(
  "npm start",
  async () => {
    refuseArguments("usage: npm start");
    if (!existsSync("dist/router/main.js")) throw new CommandError("there is no build: run npm run build first");
  },
  // Requests make much and keep little: with more room for young objects, less of it is copied.
  (entry) => ["--max-semi-space-size=32", "--enable-source-maps", `dist/${entry}.js`],
  async () => () => undefined,
);
