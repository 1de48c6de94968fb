import { existsSync } from "node:fs";
import { CommandError, refuseArguments } from "./command-line.ts";
import { runUntilStopped } from "./stack/until-stopped.ts";

// `npm start`: the whole stack from compiled code, each process on its own, until Ctrl-C.

await runUntilStopped(
  "npm start",
  async () => {
    refuseArguments("usage: npm start");
    if (!existsSync("dist/router/main.js"))
      throw new CommandError("there is no build: run npm run build first");
  },
  (entry) => ["--enable-source-maps", `dist/${entry}.js`],
  async () => () => undefined,
);
