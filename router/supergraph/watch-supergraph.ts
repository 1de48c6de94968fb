import { unwatchFile, watchFile } from "node:fs";
import { readFile } from "node:fs/promises";

/** How often the file is looked at: events are not sent for every kind of mount that a container may have. */
const INTERVAL_MS = 500;

/** What becomes of a changed supergraph file. */
export interface SupergraphListener {
  /** Gets the whole new text; texts are handed over one at a time. */
  changed(supergraphSdl: string): Promise<void>;
  /** The file, or what it says now, cannot be used; what was there before stays. */
  refused(error: unknown): void;
}

/**
 * Watches the file at `path` from now on.
 * @param known what it said when it was read
 * @returns what ends the watching
 */
export function watchSupergraph(path: string, known: string, listener: SupergraphListener): () => void {
  let last = known;
  let reading = Promise.resolve();

  async function look(): Promise<void> {
    const text = await readFile(path, "utf8");
    if (text === last) return;
    last = text;
    await listener.changed(text);
  }

  const onChange = () => {
    reading = reading.then(look).catch((error) => listener.refused(error));
  };
  watchFile(path, { interval: INTERVAL_MS, persistent: false }, onChange);
  return () => unwatchFile(path, onChange);
}
