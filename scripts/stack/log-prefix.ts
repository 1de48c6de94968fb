import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

const COLOURS = [36, 35, 33, 32, 34, 31];

/** Copies lines from `source` to our own output, each after `prefix`. */
export function copyWithPrefix(source: Readable, target: NodeJS.WriteStream, prefix: string): void {
  createInterface({ input: source }).on("line", (line) => target.write(`${prefix}${line}\n`));
}

/** Lets this process go on while the disk behind `target`, its own output, is full. */
export function outliveFullDisk(target: NodeJS.EventEmitter): void {
  target.on("error", (error: NodeJS.ErrnoException) => {
    if (!FULL_DISK.includes(error.code ?? "")) throw error;
  });
}

const FULL_DISK = ["ENOSPC", "EDQUOT"];

/** `accounts | `, padded to the longest of `names`; in a colour of its own on a terminal. */
export function buildPrefix(name: string, names: readonly string[]): string {
  const width = Math.max(...names.map((other) => other.length));
  const prefix = `${name.padEnd(width)} | `;
  const colour = COLOURS[names.indexOf(name) % COLOURS.length];
  return process.stdout.isTTY ? `\u001b[${colour}m${prefix}\u001b[0m` : prefix;
}
