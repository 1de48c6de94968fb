import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

const MAXIMUM_BYTES = 64 * 1024 * 1024;
/** A disk takes milliseconds; a file server that is gone may never answer. */
const TIMEOUT_MS = 5_000;
/** The time is counted in steps: while the process is busy with other things, the file is not what is slow. */
const STEP_MS = 500;
/** Opening a FIFO waits for a writer, and holds one of the process's few threads meanwhile. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** The file exists and cannot be used; the message says why, in half a sentence. */
export class UnusableFileError extends Error {
  override readonly name = "UnusableFileError";
}

export interface TextFile {
  readonly text: string;
  /** Changes when the file's content may have changed. */
  readonly version: string;
}

/**
 * Reads a regular file of at most 64 MB as UTF-8, in at most 5 seconds.
 * @throws UnusableFileError when it is larger, slower, or no regular file; else the system's error
 */
export async function readTextFile(path: string): Promise<string> {
  const { text = "" } = (await readChangedFile(path, null)) ?? {};
  return text;
}

/**
 * Reads a file as `readTextFile` does.
 * @returns null when the file still has `knownVersion`
 */
export async function readChangedFile(path: string, knownVersion: string | null): Promise<TextFile | null> {
  if (unfinished.has(path)) throw tooSlow();
  const aborting = new AbortController();
  const reading = readOpened(path, knownVersion, aborting.signal);
  return new Promise((resolve, reject) => {
    let steps = TIMEOUT_MS / STEP_MS;
    const timer = setInterval(() => {
      steps -= 1;
      if (steps > 0) return;
      clearInterval(timer);
      unfinished.add(path);
      aborting.abort();
      reject(tooSlow());
    }, STEP_MS);
    const settle = () => {
      clearInterval(timer);
      unfinished.delete(path);
    };
    reading.finally(settle).then(resolve, reject);
  });
}

/** Reads a file as `readTextFile` does, synchronously and without the time limit. */
export function readTextFileSync(path: string): string {
  const descriptor = openSync(path, OPEN_FLAGS);
  try {
    requireUsable(fstatSync(descriptor));
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

/** Why a file could not be read, in half a sentence. */
export function describeReadFailure(error: unknown): string {
  if (error instanceof UnusableFileError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  // The system's code for a socket.
  return code === "ENXIO" ? "it is a socket, not a regular file" : (code ?? message);
}

/** Files that are still being read after the time limit: another try would hold another thread. */
const unfinished = new Set<string>();

async function readOpened(path: string, knownVersion: string | null, signal: AbortSignal): Promise<TextFile | null> {
  const handle = await open(path, OPEN_FLAGS);
  try {
    const stats = await handle.stat();
    requireUsable(stats);
    const { dev, ino, size, mtimeMs, ctimeMs } = stats;
    const version = [dev, ino, size, mtimeMs, ctimeMs].join();
    // A stream that begins aborted would end the process.
    signal.throwIfAborted();
    return version === knownVersion ? null : { text: await readAll(handle, signal), version };
  } finally {
    await handle.close();
  }
}

/** The file may have grown; files that the system makes up have no size and no end. */
async function readAll(handle: FileHandle, signal: AbortSignal): Promise<string> {
  const content = await buffer(handle.createReadStream({ end: MAXIMUM_BYTES, signal, autoClose: false }));
  requireSize(content.length);
  return content.toString("utf8");
}

function requireUsable(stats: Stats): void {
  // For a directory, the system's own error comes when it is read.
  if (!stats.isFile() && !stats.isDirectory())
    throw new UnusableFileError(`it is a ${stats.isFIFO() ? "FIFO" : "device"}, not a regular file`);
  requireSize(stats.size);
}

function requireSize(bytes: number): void {
  if (bytes > MAXIMUM_BYTES) throw new UnusableFileError(`it is larger than ${MAXIMUM_BYTES / 1024 / 1024} MB`);
}

function tooSlow(): UnusableFileError {
  return new UnusableFileError(`reading it takes more than ${TIMEOUT_MS / 1000} s`);
}
