/** Tells the processes of one database that events were written. It may tell nothing: they also look every second. */
export interface NewsChannel {
  /** Tells the other processes. */
  announce(): void;
  /** Calls `hear` when another process has announced something, or may have. */
  listen(hear: () => void): void;
  close(): Promise<void>;
}
