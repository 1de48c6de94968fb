/**
 * Signals this soon after the first are the same wish: the terminal sends Ctrl-C to npm and its child, and npm passes it
 * on.
 */
const SAME_WISH_MS = 200;

export interface StopSignals {
  /** The first SIGTERM or SIGINT: to stop in good order. */
  readonly onStop: () => void;
  /** The second: to end at once. */
  readonly onEnd: () => void;
}

/** Listens for the two wishes from now on. */
export function listenForStop({ onStop, onEnd }: StopSignals): void {
  let firstAt: number | null = null;
  const listen = () => {
    const now = performance.now();
    if (firstAt === null) {
      firstAt = now;
      onStop();
    } else if (now - firstAt > SAME_WISH_MS) {
      onEnd();
    }
  };
  process.on("SIGTERM", listen);
  process.on("SIGINT", listen);
}
