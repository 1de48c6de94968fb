import { join } from "node:path";
import { z } from "zod";
import { compareText } from "../../composition/compare-text.ts";
import { describeFileError } from "../../composition/file-error.ts";
import { findText } from "../../composition/find-text.ts";
import { writeIfChanged } from "../../composition/write-if-changed.ts";
import { CheckInputError } from "../check-input-error.ts";

/** The accepted findings, at the root of the checkout. */
export const BASELINE_FILE = "check-baseline.json";

/** Findings that are accepted. They have no lines, so that an edit elsewhere in the file does not make them new. */
export interface AcceptedFinding {
  readonly step: string;
  readonly code: string;
  readonly file: string | null;
  readonly message: string;
  readonly count: number;
}

const findingSchema: z.ZodType<AcceptedFinding> = z.strictObject({
  step: z.string(),
  code: z.string(),
  file: z.string().nullable(),
  message: z.string(),
  count: z.int().min(1),
});

const fileSchema = z.strictObject({ version: z.literal(1), findings: z.array(findingSchema) });

/** Loads the accepted findings; null without a file. Throws a CheckInputError when it cannot be used. */
export async function loadBaseline(root: string): Promise<readonly AcceptedFinding[] | null> {
  try {
    const text = await findText(join(root, BASELINE_FILE));
    return text === null ? null : fileSchema.parse(JSON.parse(text)).findings;
  } catch (error) {
    throw new CheckInputError(`${BASELINE_FILE} cannot be used: ${describe(error)}. Write it anew with --baseline.`);
  }
}

/** Equal for findings that are alike. */
export function identify({ step, code, file, message }: Omit<AcceptedFinding, "count">): string {
  return JSON.stringify([step, file, code, message]);
}

/** Writes the accepted findings, sorted. Throws a CheckInputError when the file cannot be written. */
export async function writeBaseline(root: string, findings: readonly AcceptedFinding[]): Promise<void> {
  const sorted = findings.toSorted((one, other) => compareText(identify(one), identify(other)));
  try {
    const text = JSON.stringify({ version: 1, findings: sorted }, null, 2);
    await writeIfChanged(join(root, BASELINE_FILE), `${text}\n`);
  } catch (error) {
    throw new CheckInputError(`${BASELINE_FILE} cannot be written: ${describeFileError(error)}.`);
  }
}

function describe(error: unknown): string {
  if (error instanceof SyntaxError) return `it is not JSON (${error.message})`;
  if (!(error instanceof z.ZodError)) return describeFileError(error);
  const [issue] = error.issues;
  return `${issue?.path.join(".") || "the file"}: ${issue?.message}`;
}
