import { execFileSync } from "node:child_process";
import { findPrograms } from "../../postgresql/start-server.ts";
import { runFaults } from "../support/run-faults.ts";
import { SCALE_EVENTS } from "./scale-events.ts";

// `npm run test:scale [-- <event>…]`: a deployment of several processes of everything, behind haproxy, on PostgreSQL and
// Redis, meets one event after the other while fifty clients use it. Prints what each has cost. Exits with 1 when a
// promise was broken, and with 3 when a program is missing: that is no failure, and no success.

/** Debian's packages, by what tells that they are there. */
const NEEDED: Readonly<Record<string, () => boolean>> = {
  haproxy: () => isProgram("haproxy"),
  postgresql: () => findPrograms() !== null,
  "redis-server": () => isProgram("redis-server"),
};

// Where Debian puts servers, which is not in everybody's path.
process.env.PATH = `${process.env.PATH}:/usr/sbin`;

function isProgram(name: string): boolean {
  try {
    execFileSync("sh", ["-c", 'command -v "$0"', name], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in SCALE_EVENTS));
const missing = Object.keys(NEEDED).filter((name) => NEEDED[name]?.() !== true);
if (unknown.length > 0) {
  process.stderr.write(`There is no ${unknown.join(", ")}: the events are ${Object.keys(SCALE_EVENTS).join(", ")}.\n`);
  process.exitCode = 2;
} else if (missing.length > 0) {
  process.stderr.write(`Nothing was tried: a program is missing. apt-get install ${missing.join(" ")}\n`);
  process.exitCode = 3;
} else {
  process.exitCode = await runFaults(SCALE_EVENTS, names);
}
