import { runUntilStopped } from "./stack/until-stopped.ts";

// `npm start`: the whole stack from compiled code, each process on its own, until Ctrl-C.

await runUntilStopped(
  "npm start",
  (entry) => ["--enable-source-maps", `dist/${entry}.js`],
  () => () => undefined,
);
