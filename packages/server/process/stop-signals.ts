/** Signals this soon after the first are the same wish: npm passes Ctrl-C on, and the terminal sends it too. */
const SAME_WISH_MS = 200;

/**
 * Listens for the two wishes from now on.
 * @param onStop the first SIGTERM or SIGINT: to stop in good order
 * @param onEnd the second: to end at once
 */
export function listenForStop(onStop: () => void, onEnd: () => void): void {
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
