import { inspect, styleText } from "node:util";
import { isRecord } from "../is-record.ts";

const COLOURS = { fatal: "bgRed", error: "red", warn: "yellow", info: "green" } as const;

/** Members that the line shows otherwise, or that a person need not see. */
const UNTOLD = new Set(["level", "time", "service", "reqId", "msg", "err"]);
/** What a request's line begins with. */
const REQUEST = ["method", "path", "status", "durationMs"] as const;

/** Writes a line of the JSON log for people: time of day, level, message, others; an error's stack on lines below. */
export function formatPrettyLine(line: string): string {
  const entry: unknown = JSON.parse(line);
  if (!isRecord(entry)) return line;
  const level = String(entry.level);
  const colour = Object.entries(COLOURS).find(([name]) => name === level)?.[1] ?? "gray";
  const label = styleText(colour, level.toUpperCase().padEnd(5), { stream: process.stdout });
  const time = new Date(String(entry.time)).toTimeString().slice(0, 8);
  const told = [describe(entry), ...describeOthers(entry)].filter((part) => part !== "").map(keepOnOneLine);
  return `${time} ${label} ${told.join(" ")}\n${describeError(entry.err)}`;
}

function describe(entry: Readonly<Record<string, unknown>>): string {
  if (entry.msg !== "request") return String(entry.msg ?? "");
  return `${entry.method} ${entry.path} ${entry.status} ${entry.durationMs} ms`;
}

function describeOthers(entry: Readonly<Record<string, unknown>>): string[] {
  const untold = new Set([...UNTOLD, ...(entry.msg === "request" ? REQUEST : [])]);
  return Object.entries(entry)
    .filter(([name]) => !untold.has(name))
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : formatValue(value)}`);
}

function formatValue(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: Infinity, compact: true });
}

/** Text from clients must not move the cursor or look like another line. */
function keepOnOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}

function describeError(error: unknown): string {
  if (!isRecord(error)) return error === undefined ? "" : `    ${keepOnOneLine(formatValue(error))}\n`;
  const text = String(error.stack ?? `${error.type}: ${error.message}`);
  return text
    .split("\n")
    .map((part) => `    ${keepOnOneLine(part)}\n`)
    .join("");
}
