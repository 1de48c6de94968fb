import { execFile } from "node:child_process";

/** What git answered; `reason` is its own first line of complaint. */
export type GitAnswer =
  | { readonly succeeded: true; readonly output: string }
  | { readonly succeeded: false; readonly reason: string };

/** Asks git one thing, in one folder. Never throws. */
export type Git = (...args: readonly string[]) => Promise<GitAnswer>;

// A supergraph of thousands of types is a few megabytes; Node's default is one.
const MAXIMUM_BYTES = 256 * 1024 * 1024;

/** Builds the function that runs `git` in a folder, without a shell. */
export function buildGit(folder: string): Git {
  return (...args) =>
    new Promise((resolve) => {
      execFile("git", args, { cwd: folder, maxBuffer: MAXIMUM_BYTES }, (error, stdout, stderr) => {
        if (!error) resolve({ succeeded: true, output: stdout });
        else if (error.code === "ENOENT") resolve({ succeeded: false, reason: "git is not installed" });
        else resolve({ succeeded: false, reason: findFirstLine(stderr) ?? error.message });
      });
    });
}

/** Reads a file as it was at a commit; the path is relative to the folder git runs in. Null when it was not there. */
export async function findFileAtCommit(git: Git, commit: string, path: string): Promise<string | null> {
  const answer = await git("show", `${commit}:${path.startsWith("../") ? path : `./${path}`}`);
  return answer.succeeded ? answer.output : null;
}

/** Asks git for one word, such as a commit id; null when it has none. */
export async function findWord(git: Git, ...args: readonly string[]): Promise<string | null> {
  const answer = await git(...args);
  return answer.succeeded ? answer.output.trim() || null : null;
}

function findFirstLine(text: string): string | null {
  return text.split("\n").find((line) => line.trim() !== "") ?? null;
}
