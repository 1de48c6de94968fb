import type { FiftyClients } from "../clients/fifty-clients.ts";
import type { Subscriber } from "../clients/subscriber.ts";
import { refresh } from "../clients/visitor.ts";
import type { ScaleStack } from "../stack/scale-stack.ts";
import { type DatabaseContents, type LoggedEvent, readDatabases } from "./database-contents.ts";
import type { Findings } from "./findings.ts";
import { compareHeard } from "./heard-events.ts";
import { findLostWrites, findUnappliedEvents, findWrongEvents } from "./lost-writes.ts";

const PATIENCE_MS = 30_000;

/** Lets the clients work while `during` goes on, then compares all that they were told with what there is. */
export async function observe(
  stack: ScaleStack,
  clients: FiftyClients,
  during: () => Promise<void>,
): Promise<Findings> {
  const { requests, ends, wrong } = clients.traffic;
  const before = { requests: requests.length, ends: ends.length, wrong: wrong.length };
  await clients.work(during);
  for (const visitor of clients.visitors) if (visitor.refreshToken !== "") await refresh(clients.connection, visitor);
  const contents = await readWhenAtRest(stack, clients);
  const heard = clients.subscribers.map((subscriber) => compareSubscriber(subscriber, contents));
  const { ledger } = clients;
  return {
    requests: requests.slice(before.requests),
    ends: ends.slice(before.ends),
    writes: ledger.books.size + ledger.comments.length,
    lostWrites: findLostWrites(ledger, contents),
    events: heard.reduce((sum, { expected }) => sum + expected, 0),
    lostEvents: heard.reduce((sum, { lost }) => sum + lost, 0),
    wrong: [
      ...wrong.slice(before.wrong),
      ...findWrongEvents(ledger, contents),
      ...findUnappliedEvents(contents),
      ...heard.flatMap(({ tooMany, isInOrder }) => [
        ...(tooMany > 0 ? [`a subscriber heard ${tooMany} events twice`] : []),
        ...(isInOrder ? [] : ["a subscriber heard events in disorder"]),
      ]),
    ],
  };
}

/** Reads the databases once every subscriber has heard of the last event, and comments has followed; or at last. */
async function readWhenAtRest(stack: ScaleStack, clients: FiftyClients): Promise<DatabaseContents> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const contents = await readDatabases(stack.postgresql.url);
    const hasHeard = ({ topic, heard }: Subscriber) =>
      heard.at(-1)?.cursor === listEvents(topic, contents).at(-1)?.cursor;
    const isAtRest = clients.subscribers.every(hasHeard) && findUnappliedEvents(contents).length === 0;
    if (isAtRest || performance.now() > deadline) return contents;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function compareSubscriber({ topic, heard }: Subscriber, contents: DatabaseContents) {
  const happened = listEvents(topic, contents).map(({ cursor }) => cursor);
  const cursors = heard.map(({ cursor }) => cursor);
  return compareHeard(happened, cursors);
}

function listEvents(topic: Subscriber["topic"], contents: DatabaseContents): readonly LoggedEvent[] {
  if (topic.kind === "books") return contents.bookEvents;
  return contents.commentEvents.filter(({ bookId }) => bookId === topic.bookId);
}
