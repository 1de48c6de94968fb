import type { TestCaller } from "../../support/caller.ts";
import { createBook, deleteBook } from "../books/operations.ts";
import { createComment, deleteComment } from "../comments/operations.ts";
import type { List } from "./lists.ts";

/** Adds an item to the end of `list`: a book, or a comment of the caller on the book `bookId`. @returns its id */
export async function addItem(caller: TestCaller, { kind }: List, bookId: string): Promise<string> {
  const { id } = kind === "book" ? await createBook(caller, "Added") : await createComment(caller, bookId, "added");
  return id;
}

export async function deleteItem(caller: TestCaller, { kind }: List, id: string): Promise<void> {
  await (kind === "book" ? deleteBook(caller, id) : deleteComment(caller, id));
}
