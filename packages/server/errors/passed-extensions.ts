import { isRecord } from "../is-record.ts";

/** Which extensions of an error pass beside our own: those that are named, or all. */
export type PassedExtensions = readonly string[] | true;

/** These pass of every error, and are never objects: a subgraph may nest them too deeply to be written. */
const PUBLIC_EXTENSIONS = ["code", "serviceName", "field", "retryAfter", "cost", "limit"];

/** Of one error, which may stand at a hundred paths of one answer. */
const MAXIMUM_EXTENSION_LENGTH = 4_000;
const MAXIMUM_EXTENSION_DEPTH = 8;

const STACK = /^(?:stack|stack_?trace|back_?trace|traceback|exception)$/i;
/** Where a stack begins in a text: of JavaScript, Java or C#; of Python; of Go. */
const STACK_IN_TEXT = /(?:\n[ \t]+at |Traceback \(most recent call last\)|goroutine \d+ \[)[\s\S]*/;

/** Whether an extension of this name never passes: it holds a stack, or is an order to Apollo Server. */
export function isWithheldExtension(name: string): boolean {
  return STACK.test(name) || name === "http";
}

/** The extensions that clients see: our own, and those of `passed` as far as they are short and not deep. */
export function pickExtensions(
  extensions: Readonly<Record<string, unknown>> = {},
  passed: PassedExtensions = [],
): Record<string, unknown> {
  const entries = Object.entries(extensions).flatMap(([name, value]): [string, unknown][] => {
    if (PUBLIC_EXTENSIONS.includes(name)) return typeof value === "object" ? [] : [[name, value]];
    const isPassed = (passed === true || passed.includes(name)) && !isWithheldExtension(name);
    return isPassed && isShort(value) ? [[name, withoutStacks(value)]] : [];
  });
  return Object.fromEntries(entries);
}

/** A text without the stack in it. */
export function cutStack(text: string): string {
  const cut = text.replace(STACK_IN_TEXT, "");
  return cut === text ? text : cut.trimEnd();
}

function isShort(value: unknown): boolean {
  return isShallow(value, MAXIMUM_EXTENSION_DEPTH) && String(JSON.stringify(value)).length <= MAXIMUM_EXTENSION_LENGTH;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1));
}

function withoutStacks(value: unknown): unknown {
  if (typeof value === "string") return cutStack(value);
  if (Array.isArray(value)) return value.map(withoutStacks);
  if (!isRecord(value)) return value;
  // A number that JavaScript would round.
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value);
  const kept = Object.entries(value).filter(([name]) => !STACK.test(name));
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutStacks(member)]));
}
