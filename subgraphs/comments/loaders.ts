import type DataLoader from "dataloader";
import { createLoader } from "../shared/create-loader.ts";
import { buildConnection, type Page, type PageArguments, requirePage } from "../shared/pagination.ts";
import type { CommentParent, Comments } from "./comments.ts";
import type { CommentConnectionRecord, CommentRecord } from "./records.ts";

const KIND = "comment";

/** Batches the reads of one request: one statement for each kind of read. */
export type Loaders = ReturnType<typeof createLoaders>;

export function createLoaders(comments: Comments) {
  const commentCount = {
    bookId: createLoader((ids) => comments.count("bookId", ids)),
    authorId: createLoader((ids) => comments.count("authorId", ids)),
  };
  const pageLoaders = new Map<string, DataLoader<string, CommentRecord[]>>();

  // Parents with the same page share a statement; aliases with other arguments get their own.
  function findPageLoader(parent: CommentParent, page: Page): DataLoader<string, CommentRecord[]> {
    const key = `${parent} ${page.first} ${page.afterId}`;
    const known = pageLoaders.get(key);
    if (known !== undefined) return known;
    const loader = createLoader((ids) => comments.findPages(parent, ids, page));
    pageLoaders.set(key, loader);
    return loader;
  }

  const commentById = createLoader((ids) => comments.findByIds(ids));

  return {
    commentById,
    commentCount,
    /** One page of a parent's comments. @throws BAD_USER_INPUT */
    async loadPage(
      parent: CommentParent,
      parentId: string,
      pageArguments: PageArguments,
    ): Promise<CommentConnectionRecord> {
      const page = requirePage(KIND, pageArguments);
      const items = await findPageLoader(parent, page).load(parentId);
      return buildConnection(KIND, page, items, () => commentCount[parent].load(parentId));
    },
    /** Forgets all reads: a mutation may have changed them. */
    clear(): void {
      commentById.clearAll();
      commentCount.bookId.clearAll();
      commentCount.authorId.clearAll();
      pageLoaders.clear();
    },
  };
}
