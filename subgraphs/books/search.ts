import type { BookRecord } from "./records.ts";

/** Runs a statement that may read every book, when its turn comes. */
export type RunInTurn = <Result>(read: () => Promise<Result>) => Promise<Result>;

/** Part of the books that contain a text, and how many do; a function where counting them takes a statement. */
export interface FoundBooks {
  readonly books: readonly BookRecord[];
  readonly total: number | (() => Promise<number>);
}

/** Folds case beyond ASCII; databases do so each in their own way. */
export function foldCase(text: string): string {
  // Lower case alone keeps "ς" and "σ" apart, and "ß" and "ss"; upper case alone keeps "ẞ" and "ß" apart.
  return text.toLowerCase().toUpperCase().normalize("NFC");
}
