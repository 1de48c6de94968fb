import { findWord, type Git } from "./git.ts";

/** The default commit to compare with, or why there is none. */
export type MergeBase =
  | { readonly commit: string; readonly description: string }
  | { readonly commit: null; readonly reason: string };

const SHALLOW = "this is a shallow clone: fetch the history, such as with fetch-depth: 0 of actions/checkout";

/**
 * The commit where the checkout left the repository's default branch: that of `origin`, else `main`, else `master`. On
 * the default branch itself, it is HEAD.
 */
export async function findMergeBase(git: Git): Promise<MergeBase> {
  const repository = await git("rev-parse", "--git-dir");
  if (!repository.succeeded) return { commit: null, reason: `there is no git history (${repository.reason})` };
  const head = await findWord(git, "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
  if (!head) return { commit: null, reason: "the repository has no commit yet" };
  const branch = await findDefaultBranch(git);
  if (!branch) return { commit: null, reason: await explain(git, "no origin/HEAD, main or master is known") };
  const commit = await findWord(git, "merge-base", "HEAD", branch);
  const name = branch.replace(/^refs\/(heads|remotes)\//, "");
  if (!commit) return { commit: null, reason: await explain(git, `HEAD and ${name} share no known commit`) };
  const what = commit === head ? "which is HEAD" : `the merge base with ${name}`;
  return { commit, description: `${commit.slice(0, 7)}, ${what}` };
}

// The remote's branch comes before the local one of that name, which may be weeks behind.
async function findDefaultBranch(git: Git): Promise<string | null> {
  const declared = await findWord(git, "symbolic-ref", "--quiet", "refs/remotes/origin/HEAD");
  const usual = ["main", "master"].flatMap((name) => [`refs/remotes/origin/${name}`, `refs/heads/${name}`]);
  for (const branch of declared ? [declared, ...usual] : usual) {
    if (await findWord(git, "rev-parse", "--verify", "--quiet", `${branch}^{commit}`)) return branch;
  }
  return null;
}

async function explain(git: Git, reason: string): Promise<string> {
  const shallow = await findWord(git, "rev-parse", "--is-shallow-repository");
  return shallow === "true" ? `${reason}; ${SHALLOW}` : reason;
}
