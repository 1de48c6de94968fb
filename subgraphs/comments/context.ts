import type { SubgraphContext } from "../shared/context.ts";
import type { OpenEventLog } from "../shared/event-log/open-event-log.ts";
import type { Comments } from "./comments.ts";

import type { Loaders } from "./loaders.ts";
import type { CommentAddedRecord } from "./records.ts";

/** What the resolvers of comments are given. */
export interface Context extends SubgraphContext {
  readonly comments: Comments;
  readonly events: OpenEventLog<CommentAddedRecord>;
  readonly loaders: Loaders;
}
