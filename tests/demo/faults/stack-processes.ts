import { execFileSync } from "node:child_process";
import type { StartCommand } from "../../support/start-command.ts";

/** The processes of a stack, whom `npm start` watches over. */
export const STACK_PROCESSES = ["accounts", "books", "comments", "router"] as const;

export type StackProcess = (typeof STACK_PROCESSES)[number];

/** The ids of all processes called `name` that `npm start` runs now. */
export function findProcesses(start: StartCommand, name: StackProcess): number[] {
  const descendants = new Set(start.findDescendants());
  const table = execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" });
  return table
    .split("\n")
    .filter((line) => line.includes(`${name}/main.js`))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => descendants.has(pid));
}
