import { execFile } from "node:child_process";

/** Git's answer; `reason` is the first line of its error. */
export type GitAnswer =
  | { readonly succeeded: true; readonly output: string }
  | { readonly succeeded: false; readonly reason: string };

/** Runs one git command in one folder. Never throws. */
export type Git = (...args: readonly string[]) => Promise<GitAnswer>;

// A supergraph of thousands of types has a few megabytes; Node's default is one.
const MAXIMUM_BYTES = 256 * 1024 * 1024;

/** Builds the function that runs `git` in a folder, without a shell. */
export function buildGit(folder: string): Git {
  return (...args) =>
    new Promise((resolve) => {
      execFile("git", args, { cwd: folder, maxBuffer: MAXIMUM_BYTES }, (error, stdout, stderr) => {
        if (!error) resolve({ succeeded: true, output: stdout });
        else if (error.code === "ENOENT") resolve({ succeeded: false, reason: "git is not installed" });
        else
          resolve({
            succeeded: false,
            reason: stderr.split("\n").find((line) => line.trim() !== "") ?? error.message,
          });
      });
    });
}

/** Reads a file at a commit; the path is relative to the folder that git runs in. Null when the commit lacks it. */
export async function findFileAtCommit(git: Git, commit: string, path: string): Promise<string | null> {
  const answer = await git("show", `${commit}:${path.startsWith("../") ? path : `./${path}`}`);
  return answer.succeeded ? answer.output : null;
}

/** One word of git's, such as a commit id; null when it has none. */
export async function findWord(git: Git, ...args: readonly string[]): Promise<string | null> {
  const answer = await git(...args);
  return answer.succeeded ? answer.output.trim() || null : null;
}
