/** A lock that one process holds at a time. */
export interface ProcessLock {
  /** False when it was lost: another process may have it. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/** Takes a lock, unless another process has it: then null. */
export type TryLock = () => Promise<ProcessLock | null>;
