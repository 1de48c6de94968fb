import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { measure } from "../../../support/measure.ts";
import { waitFor } from "../../../support/wait-for.ts";
import { startDemoStack } from "../../support/demo-stack.ts";
import type { FaultRow } from "../../support/fault-row.ts";
import { countOutcomes } from "../../support/outcomes.ts";
import { startSteadyLoad } from "../steady-load.ts";
import { countMissing, createEditor, startWriting } from "../writes.ts";

const LONGEST_RECOVERY_MS = 2_000;
const FAULT_MS = 3_000;
/** Of any file: less than the database has, so that nothing more fits. */
const FULL_BYTES = 4_096;

/** Nothing that books writes fits any more: a limit on the size of files stands for the end of the disk. */
export async function fillDisk(): Promise<readonly FaultRow[]> {
  const stack = await startDemoStack();
  const editor = await createEditor(stack.router.url);
  const pid = stack.books.process.pid ?? 0;
  const writing = startWriting(editor);
  await waitFor("writes", () => writing.acknowledged.length > 10);
  const reading = startSteadyLoad({
    ...editor,
    query: "{ books(first: 5) { nodes { title } } }",
    clients: 3,
    pauseMs: 20,
  });
  limitFiles(pid, String(FULL_BYTES));
  await delay(300);
  const before = writing.acknowledged.length;
  await delay(FAULT_MS);
  const during = writing.acknowledged.length - before;
  limitFiles(pid, "unlimited");
  const { durationMs: outageMs } = await measure(() =>
    waitFor("writes again", () => writing.acknowledged.length > before + during),
  );
  const acknowledged = await writing.stop();
  const counts = countOutcomes(await reading.stop());
  const missing = await countMissing(editor, acknowledged);
  return [
    {
      fault: "the disk of books is full",
      lost: `writes, each with an error; ${missing} of ${acknowledged.length} acknowledged writes`,
      outageMs,
      ...counts,
      promise: "reads go on; writes are back within 2 s of there being room; none acknowledged is lost",
      isKept:
        counts.partial + counts.failed + missing + during === 0 &&
        writing.countRefused() > 0 &&
        outageMs < LONGEST_RECOVERY_MS,
    },
  ];
}

/** The soft limit alone, which can be raised again. https://man7.org/linux/man-pages/man1/prlimit.1.html */
function limitFiles(pid: number, bytes: string): void {
  execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]);
}
