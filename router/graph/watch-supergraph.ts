import { setTimeout as delay } from "node:timers/promises";
import { describeReadFailure, readChangedFile, type TextFile } from "../../packages/server/process/read-text-file.ts";

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
 * Watches the file at `path`. An unreadable file is tried again each time, and refused once for each reason.
 * @param known what it said when it was read
 * @returns what ends the watching
 */
export function watchSupergraph(path: string, known: string, listener: SupergraphListener): () => void {
  const stopping = new AbortController();
  /** Null after a failure: then the file counts as changed. */
  let text: string | null = known;
  let version: string | null = null;
  let failure: string | null = null;

  function noteFailure(error: unknown): void {
    const reason = describeReadFailure(error);
    text = null;
    if (reason !== failure) listener.refused(new Error(`the file cannot be read: ${reason}`, { cause: error }));
    failure = reason;
  }

  async function look(): Promise<void> {
    let file: TextFile | null;
    try {
      file = await readChangedFile(path, text === null ? null : version);
    } catch (error) {
      return noteFailure(error);
    }
    failure = null;
    if (file === null) return;
    version = file.version;
    if (file.text === text) return;
    text = file.text;
    await listener.changed(text).catch(listener.refused);
  }

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      await delay(INTERVAL_MS, undefined, { ref: false });
      if (!stopping.signal.aborted) await look();
    }
  }

  void watch();
  return () => stopping.abort();
}
