import type { FrameForm } from "./result-stream.ts";

/** A form in which an answer is given that is not plain JSON. */
export interface AnswerForm {
  readonly contentType: string;
  /** Writes an answer that is one result. */
  whole(json: string): string;
  /** The HTTP status of an answer, where that of plain JSON would be `status`. */
  findStatus(status: number): number;
}

/** A form in which any number of results is given. */
export interface StreamForm extends AnswerForm, FrameForm {
  /** Is sent along with the headers. */
  readonly opening: string;
  /** Keeps a connection open that would be idle. Clients ignore it. */
  readonly ping: string;
  /** @param errors a JSON list; null: the stream ends in good order */
  end(errors: string | null): string;
}

const COMPLETE = "event: complete\ndata:\n\n";

const writeEvent = (json: string, id: string | null) =>
  `event: next\n${id === null ? "" : `id: ${id}\n`}data: ${json}\n\n`;

/** "GraphQL over Server-Sent Events", with a connection for each operation (PROTOCOL.md of graphql-sse). */
export const EVENT_STREAM: StreamForm = {
  contentType: "text/event-stream; charset=utf-8",
  opening: ":\n\n",
  ping: ":\n\n",
  write: writeEvent,
  end: (errors) => `${errors === null ? "" : writeEvent(`{"errors":${errors}}`, null)}${COMPLETE}`,
  whole: (json) => `${writeEvent(json, null)}${COMPLETE}`,
  /** The protocol tells refusals in an accepted stream: after another status, clients ask again and again. */
  findStatus: (status) => (status === 429 || status >= 500 ? status : 200),
};

/** Clients take a part when its closing delimiter has arrived. So each part ends with the delimiter. */
const openParts = (boundary: string) => `\r\n--${boundary}`;
const closeParts = "--\r\n";

/** Writes the parts of `multipart/mixed` (RFC 2046 §5.1). */
export function createPartWriter(boundary: string) {
  const opening = openParts(boundary);
  const write = (json: string) => `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${json}${opening}`;
  return { opening, write, closing: closeParts };
}

const payloads = createPartWriter("graphql");

/** The form of Apollo Client: https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol */
export const PAYLOAD_PARTS: StreamForm = {
  contentType: 'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0',
  opening: payloads.opening,
  ping: payloads.write("{}"),
  write: (json) => payloads.write(`{"payload":${json}}`),
  end(errors) {
    const last = errors === null ? "" : payloads.write(`{"payload":null,"errors":${errors}}`);
    return `${last}${payloads.closing}`;
  },
  whole: (json) => `${payloads.opening}${payloads.write(`{"payload":${json}}`)}${payloads.closing}`,
  findStatus: (status) => status,
};

const plain = createPartWriter("-");

/** The form of urql: each part is a result, and says whether another follows. */
export const PLAIN_PARTS: StreamForm = {
  contentType: 'multipart/mixed; boundary="-"',
  opening: plain.opening,
  // A header line of the next part: urql would take an empty part for a result.
  ping: "\r\nping: 1",
  write: (json) => plain.write(addMembers(json, '"hasNext":true')),
  end(errors) {
    const last = errors === null ? '{"hasNext":false}' : `{"errors":${errors},"hasNext":false}`;
    return `${plain.write(last)}${plain.closing}`;
  },
  whole: (json) => `${plain.opening}${plain.write(addMembers(json, '"hasNext":false'))}${plain.closing}`,
  findStatus: (status) => status,
};

/** Adds members to an object in JSON. */
export function addMembers(json: string, members: string): string {
  const open = json.trimEnd().slice(0, -1);
  return `${open}${open.trimEnd() === "{" ? "" : ","}${members}}`;
}
