import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createTemporaryFolder } from "../../composition/support/temporary-folder.ts";

/** A git repository of a test; its folder is gone after the test. */
export interface Repository {
  readonly folder: string;
  git(...args: readonly string[]): string;
  /** Writes files, by path, without committing them. */
  write(files: Readonly<Record<string, string>>): void;
  /** Commits everything as it is; returns the commit's short id. */
  commit(): string;
}

// Whoever runs the tests may sign commits, run hooks or start repositories on another branch.
const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.com",
};

/** Creates a repository on the branch `main` that holds these files, not committed yet. */
export function createRepository(files: Readonly<Record<string, string>>): Repository {
  const repository = openRepository(createTemporaryFolder(files));
  repository.git("init", "--quiet", "--initial-branch", "main");
  return repository;
}

/** Clones a repository into a new folder, with these options of `git clone`. */
export function cloneRepository(origin: Repository, ...options: readonly string[]): Repository {
  const folder = join(createTemporaryFolder({}), "clone");
  // By URL: from a plain path git copies the whole history, whatever depth was asked for.
  runGit(origin.folder, ["clone", "--quiet", ...options, `file://${origin.folder}`, folder]);
  return openRepository(folder);
}

function openRepository(folder: string): Repository {
  const git = (...args: readonly string[]) => runGit(folder, args);
  return {
    folder,
    git,
    write: (files) => {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
    },
    commit: () => {
      git("add", "--all");
      git("commit", "--quiet", "--message", "A change");
      return git("rev-parse", "--short=7", "HEAD");
    },
  };
}

function runGit(folder: string, args: readonly string[]): string {
  return execFileSync("git", [...args], { cwd: folder, encoding: "utf8", env: ENVIRONMENT }).trim();
}
