import { badUserInput } from "../../../../packages/server/errors/error-codes.ts";
import { runProcess } from "../../../../packages/server/process/run-process.ts";
import { readSubgraphConfig } from "../../../../subgraphs/shared/config.ts";
import { requireCaller, type SubgraphContext } from "../../../../subgraphs/shared/context.ts";
import { demoId, USER_SERIES } from "../../../../subgraphs/shared/demo-id.ts";
import type { PageArguments } from "../../../../subgraphs/shared/pagination.ts";
import { startSubgraph } from "../../../../subgraphs/shared/start-subgraph.ts";
import { createId, findPage } from "../records.ts";
import { countNotes, ITEM_COUNT, ITEM_SERIES, NOTE_SERIES } from "../seed.ts";

interface Note {
  readonly id: string;
  readonly itemId: string;
  readonly authorId: string;
  readonly body: string;
}

/** Users of the demo data that have written the notes. */
const AUTHORS = 5;

/** A subgraph of the tests' own: without a database, and otherwise as those of the product are. */
await runProcess("notes", async (environment) => {
  const config = readSubgraphConfig("notes", 0, environment);
  const notes: Note[] = config.seedDemo ? buildNotes() : [];
  const findNote = (id: string) => notes.find((note) => note.id === id) ?? null;
  const findBy = (field: "itemId" | "authorId", id: string) => notes.filter((note) => note[field] === id);
  const refer = ({ id }: { readonly id: string }) => ({ id });
  return startSubgraph({
    config,
    schemaFile: new URL("./schema.graphql", import.meta.url),
    textLimits: { itemId: 64, body: 250 },
    createContext: (base) => base,
    resolvers: {
      Query: {
        notes: (_root: unknown, { itemId, ...page }: PageArguments & { itemId: string }) =>
          findPage("Note", page, findBy("itemId", itemId)),
        note: (_root: unknown, { id }: Note) => findNote(id),
      },
      Mutation: {
        addNote(_root: unknown, { itemId, body }: Note, context: SubgraphContext) {
          if (body === "") throw badUserInput("body", "body must not be empty.");
          const note = { id: createId(), itemId, authorId: requireCaller(context).id, body };
          notes.push(note);
          return note;
        },
      },
      Note: {
        __resolveReference: ({ id }: Note) => findNote(id),
        author: ({ authorId }: Note) => ({ id: authorId }),
        item: ({ itemId }: Note) => ({ id: itemId }),
      },
      Item: {
        __resolveReference: refer,
        notes: ({ id }: Note, page: PageArguments) => findPage("Note", page, findBy("itemId", id)),
        noteCount: ({ id }: Note) => findBy("itemId", id).length,
      },
      User: {
        __resolveReference: refer,
        notes: ({ id }: Note, page: PageArguments) => findPage("Note", page, findBy("authorId", id)),
      },
    },
  });
});

function buildNotes(): Note[] {
  const itemIndexes = Array.from({ length: ITEM_COUNT }, (_, index) =>
    Array.from({ length: countNotes(index) }, () => index),
  ).flat();
  return itemIndexes.map((itemIndex, index) => ({
    id: demoId(NOTE_SERIES, index),
    itemId: demoId(ITEM_SERIES, itemIndex),
    authorId: demoId(USER_SERIES, 2 + (index % AUTHORS)),
    body: `Note ${index + 1}`,
  }));
}
