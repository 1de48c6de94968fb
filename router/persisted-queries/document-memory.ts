/** Documents by their hashes, as many as fit. */
export interface DocumentMemory {
  find(id: string): string | undefined;
  remember(id: string, document: string): void;
}

/** Two for each UTF-16 unit at the most, and what an entry takes beside its texts. */
const BYTES_PER_CHARACTER = 2;
const BYTES_PER_ENTRY = 200;

/** Makes a memory of `maximumBytes`. What has not been looked for longest makes room for what is new. */
export function createDocumentMemory(maximumBytes: number): DocumentMemory {
  // A map keeps the order of insertion: its first key is the one that has not been looked for longest.
  const documents = new Map<string, string>();
  let bytes = 0;

  function forget(id: string): void {
    const document = documents.get(id);
    if (document === undefined) return;
    documents.delete(id);
    bytes -= measure(id, document);
  }

  function insert(id: string, document: string): void {
    forget(id);
    documents.set(id, document);
    bytes += measure(id, document);
  }

  return {
    find(id) {
      const document = documents.get(id);
      if (document !== undefined) insert(id, document);
      return document;
    },
    remember(id, document) {
      if (measure(id, document) > maximumBytes) return;
      insert(id, document);
      for (const oldest of documents.keys()) {
        if (bytes <= maximumBytes) return;
        forget(oldest);
      }
    },
  };
}

function measure(id: string, document: string): number {
  return (id.length + document.length) * BYTES_PER_CHARACTER + BYTES_PER_ENTRY;
}
