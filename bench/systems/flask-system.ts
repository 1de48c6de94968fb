import { spawnSync } from "node:child_process";
import { join } from "node:path";
import jsonwebtoken from "jsonwebtoken";
import { endProcess, startProgram } from "../measure/pinned-process.ts";
import { findFreePort } from "../measure/running-competitor.ts";
import type { RunningSystem, SystemSetting } from "./system.ts";

/** Debian's own: another Python does not see Debian's packages. */
const PYTHON = "/usr/bin/python3";
const PACKAGES = "python3-flask python3-sqlalchemy python3-jwt gunicorn";
const SECRET = "a-secret-of-the-classroom-for-its-tokens";
const START_TIMEOUT_MS = 20_000;
const ATTEMPT_PAUSE_MS = 50;
const WORKER_THREADS = 4;

/** Why Flask cannot be measured here; null: it can. */
export function findFlaskObstacle(): string | null {
  const { status } = spawnSync(PYTHON, ["-c", "import flask, sqlalchemy, jwt, gunicorn"]);
  return status === 0 ? null : `Flask is not measured: install Debian's ${PACKAGES}.`;
}

/** Flask with SQLAlchemy and PyJWT under gunicorn: one worker, whose connections stay open. It knows only its list. */
export async function startFlaskSystem({ data }: SystemSetting): Promise<RunningSystem> {
  const port = await findFreePort();
  const options = [
    "--bind",
    `127.0.0.1:${port}`,
    "--workers",
    "1",
    "--threads",
    String(WORKER_THREADS),
    "--keep-alive",
    "60",
  ];
  const master = startProgram([PYTHON, "-m", "gunicorn", ...options, "--log-level", "error", "flask-books:app"], {
    PYTHONPATH: "bench/systems",
    PYTHONDONTWRITEBYTECODE: "1",
    DATABASE_FILE: join(data.folder, "books.db"),
    TOKEN_SECRET: SECRET,
  });
  const url = `http://127.0.0.1:${port}/books`;
  const token = jsonwebtoken.sign({}, SECRET, { algorithm: "HS256", subject: "reader", expiresIn: "1d" });
  // SIGKILL would leave the worker behind.
  const stop = () => endProcess(master, "SIGTERM");
  try {
    await waitForAnswer(url, token);
  } catch (error) {
    await stop();
    throw error;
  }
  const processIds = new Map([["flask", findWorker(master.pid ?? 0)]]);
  return { name: "Flask and SQLAlchemy", url, method: "GET", token, data, processIds, stop };
}

async function waitForAnswer(url: string, token: string): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < START_TIMEOUT_MS) {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } }).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, ATTEMPT_PAUSE_MS));
  }
  throw new Error("the Flask system gave no answer");
}

function findWorker(master: number): number {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(master)], { encoding: "utf8" });
  return Number(stdout.trim().split("\n")[0] ?? master);
}
