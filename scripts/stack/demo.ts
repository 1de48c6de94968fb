import { existsSync, readFileSync } from "node:fs";
import { parse, print } from "graphql";
import { z } from "zod";

const FILE = "operations/demo.json";

const demo = z.object({
  users: z.array(z.object({ username: z.string(), password: z.string(), may: z.string() })).min(1),
  /** The mutation that signs a user in, by its file in operations/; it answers an `accessToken`. */
  signIn: z.string(),
  /** What a signed-in user tries first, by its file in operations/. */
  query: z.string(),
});

/** What a person at the terminal can try in development. The passwords of its users are public. */
export type Demo = Readonly<z.output<typeof demo>>;

/** Reads what the operations folder offers; null where it offers nothing. @throws ZodError when the file is not valid */
export function readDemo(): Demo | null {
  return existsSync(FILE) ? demo.parse(JSON.parse(readFileSync(FILE, "utf8"))) : null;
}

/** The operation in the file `name` of operations/, on one line. */
export function readOperation(name: string): string {
  const source = readFileSync(`operations/${name}.graphql`, "utf8");
  return print(parse(source)).replace(/\s+/g, " ").trim();
}
