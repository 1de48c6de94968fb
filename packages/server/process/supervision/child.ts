/** How a process is told to stop: after its drain, or without one because no client is left. */
export type StopManner = "drained" | "undrained";

/** A process that another has started. */
export interface Child {
  /** Resolves with its URL once it serves. @throws StartupError when it ends before */
  readonly ready: Promise<string>;
  /** Resolves with how it ended, in words. */
  readonly ended: Promise<string>;
  /** Lets it stop in good order. @returns once it has ended */
  stop(manner: StopManner): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}
