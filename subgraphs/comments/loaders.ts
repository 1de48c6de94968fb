import type DataLoader from "dataloader";
import { createLoader, createRecordLoader } from "../shared/create-loader.ts";
import { buildConnection, type Page, type PageArguments, requirePage } from "../shared/pagination.ts";
import type { Comments } from "./comments.ts";
import type { CommentParent } from "./database/sqlite.ts";
import type { CommentConnectionRecord } from "./records.ts";

const KIND = "comment";

/** Batches the reads of one request: one statement for each kind of read. */
export type Loaders = ReturnType<typeof createLoaders>;

export function createLoaders(comments: Comments) {
  const commentById = createRecordLoader((ids) => comments.findByIds(ids));
  const listed = {
    bookId: createListLoaders(comments, "bookId"),
    authorId: createListLoaders(comments, "authorId"),
  };

  return {
    commentById,
    /** One page of a parent's comments. @throws BAD_USER_INPUT */
    loadPage: (parent: CommentParent, parentId: string, pageArguments: PageArguments) =>
      listed[parent].loadPage(parentId, requirePage(KIND, pageArguments)),
    /** How many comments a parent has. */
    loadCount: (parent: CommentParent, parentId: string) => listed[parent].counts.load(parentId),
    /** Forgets all reads: a mutation may have changed them. */
    clear(): void {
      commentById.clearAll();
      listed.bookId.clear();
      listed.authorId.clear();
    },
  };
}

/** Loads pages and counts of the comments of parents. Parents with the same page share a statement. */
function createListLoaders(comments: Comments, parent: CommentParent) {
  const pages = new Map<string, DataLoader<string, CommentConnectionRecord>>();
  /** One page of each parent: all say how many comments there are. */
  const anyPage = new Map<string, Promise<CommentConnectionRecord>>();

  function findPageLoader(page: Page): DataLoader<string, CommentConnectionRecord> {
    const key = `${page.first} ${page.afterId}`;
    const known = pages.get(key);
    if (known !== undefined) return known;
    const loader = createLoader(async (ids) => {
      const found = await comments.findPages(parent, ids, page);
      return found.map((part) => buildConnection(KIND, page, part.comments, part.total));
    });
    pages.set(key, loader);
    return loader;
  }

  const counts = createLoader(async (ids) => {
    const others = ids.filter((id) => !anyPage.has(id));
    const found = others.length === 0 ? [] : await comments.count(parent, others);
    const byId = new Map(others.map((id, index) => [id, found[index] ?? 0]));
    return Promise.all(ids.map(async (id) => byId.get(id) ?? (await anyPage.get(id))?.totalCount ?? 0));
  });

  return {
    counts,
    loadPage(parentId: string, page: Page): Promise<CommentConnectionRecord> {
      const loading = findPageLoader(page).load(parentId);
      anyPage.set(parentId, loading);
      return loading;
    },
    clear(): void {
      counts.clearAll();
      pages.clear();
      anyPage.clear();
    },
  };
}
