/** A lock that one process holds at a time. */
export interface ProcessLock {
  /** Aborts when the lock is lost: another process may have it. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Takes a lock, unless another process has it: then null. */
export type TryLock = () => Promise<ProcessLock | null>;
