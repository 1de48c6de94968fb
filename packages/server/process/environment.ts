import * as z from "zod";
import { StartupError } from "./startup-error.ts";

/** Environment variables as a process receives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads what `shape` describes from `environment`; an empty variable counts as unset.
 * @throws StartupError naming every bad variable at once, in one line
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Environment,
): z.output<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
  throw new StartupError(`bad configuration: ${problems.join("; ")}`);
}

/** A TCP port; 0 asks the system for a free one. */
export function port(): z.ZodType<number, string | undefined> {
  return wholeNumber(0, 65_535);
}

/** A whole number written in decimal digits. */
export function wholeNumber(minimum: number, maximum: number): z.ZodType<number, string | undefined> {
  const expected = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string({ error: expected })
    .regex(/^\d{1,15}$/, expected)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, expected);
}

/** `1`, `true`, `on` or `yes`, and their opposites. */
export function flag(): z.ZodType<boolean, string | undefined> {
  return z
    .enum(["1", "true", "on", "yes", "0", "false", "off", "no"], { error: "must be 1 or 0" })
    .transform((value) => ["1", "true", "on", "yes"].includes(value));
}

/** An absolute http or https URL. */
export function httpUrl(): z.ZodType<string, string> {
  return z.url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" });
}

/** A comma-separated list of at least one of what `item` reads; blanks around items are dropped. */
export function commaSeparated(item: z.ZodType<string, string>): z.ZodType<string[], string | undefined> {
  return z
    .string("must be set")
    .transform((value) =>
      value
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    )
    .pipe(z.array(item).min(1, "must name at least one"));
}

/** The prefix of the variables of the subgraph `name`, before `_URL`, `_PORT` and so on. */
export function buildVariablePrefix(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
}
