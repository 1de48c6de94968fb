import type { GraphQLError } from "graphql";
import { Negotiator } from "negotiator";
import { createClientError } from "../errors/error-codes.ts";
import { createLatestMap } from "../latest-map.ts";
import { DEFER_20220824, type DeferredForm, INCREMENTAL_V02, PLAIN_DEFERRED } from "./deferred-forms.ts";
import { type AnswerForm, EVENT_STREAM, PAYLOAD_PARTS, PLAIN_PARTS, type StreamForm } from "./stream-forms.ts";

/** The forms of an answer that a client takes. */
export interface AcceptedForms {
  /** The media type of plain JSON; null: the client does not take it. */
  readonly json: string | null;
  /** The form of one whole result; null: plain JSON. */
  readonly whole: AnswerForm | null;
  /** The form of a stream; null: the client takes none. */
  readonly stream: StreamForm | null;
  /** The form of an answer in parts; null: the client would rather have it whole. */
  readonly parts: DeferredForm | null;
}

/** A member of `Accept`, in lower case. */
interface AcceptedRange {
  readonly text: string;
  readonly weight: number;
}

interface Choice<Form> {
  readonly form: Form;
  readonly weight: number;
}

const JSON_MEDIA_TYPES = ["application/json", "application/graphql-response+json"];
/** As they are sent: a client may ask for the charset, too. */
const OFFERED_JSON = JSON_MEDIA_TYPES.map((type) => `${type}; charset=utf-8`);
const JSON_RANGE = /^(?:application\/(?:json|graphql-response\+json|\*)|\*\/\*)/;

/** A client takes a stream only if it names the form: a range such as any media type does not say that it can. */
const STREAM_RANGES: readonly (readonly [range: RegExp, form: StreamForm])[] = [
  [/^text\/event-stream\b/, EVENT_STREAM],
  [/^multipart\/mixed\b.*;\s*subscriptionspec="?1\.0\b/, PAYLOAD_PARTS],
  [/^multipart\/mixed\b(?!.*spec=)/, PLAIN_PARTS],
];

/** As those of streams. */
const DEFERRED_RANGES: readonly (readonly [range: RegExp, form: DeferredForm])[] = [
  [/^multipart\/mixed\b.*;\s*deferspec="?20220824\b/, DEFER_20220824],
  [/^multipart\/mixed\b.*;\s*incrementalspec="?v0\.2\b/, INCREMENTAL_V02],
  [/^multipart\/mixed\b(?!.*spec=)/, PLAIN_DEFERRED],
];

const MEMBERS = /(?:[^,"]|"[^"]*")+/g;
const WEIGHT = /;\s*q=([\d.]+)/;

/** Few clients differ in the header, and none has a longer one. */
const REMEMBERED = 100;
const MAXIMUM_REMEMBERED_LENGTH = 500;

const remembered = createLatestMap<AcceptedForms>(REMEMBERED);

/** The forms that `accept` allows (RFC 9110 §12.5.1). At a tie, plain JSON comes first, then what the client names first. */
export function findAcceptedForms(accept: string): AcceptedForms {
  const known = remembered.get(accept);
  if (known !== undefined) return known;
  const forms = weighForms(accept);
  if (accept.length <= MAXIMUM_REMEMBERED_LENGTH) remembered.set(accept, forms);
  return forms;
}

function weighForms(accept: string): AcceptedForms {
  const ranges = readRanges(accept);
  const [offer] = new Negotiator({ headers: { accept } }).mediaTypes(OFFERED_JSON);
  const json = offer?.replace(/;.*/, "") ?? null;
  const jsonWeight = json === null ? 0 : (choose(ranges, [[JSON_RANGE, null]])?.weight ?? 0);
  const other = choose<AnswerForm>(ranges, [...STREAM_RANGES, ...DEFERRED_RANGES]);
  const parts = choose(ranges, DEFERRED_RANGES);
  return {
    json,
    whole: other === null || jsonWeight >= other.weight ? null : other.form,
    stream: choose(ranges, STREAM_RANGES)?.form ?? null,
    parts: parts === null || jsonWeight > parts.weight ? null : parts.form,
  };
}

/** The heaviest first; of equal ones, the first. */
function readRanges(accept: string): readonly AcceptedRange[] {
  const texts = (accept.match(MEMBERS) ?? []).map((member) => member.trim().toLowerCase());
  return texts
    .map((text) => ({ text, weight: Number(WEIGHT.exec(text)?.[1] ?? 1) }))
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight);
}

function choose<Form>(
  ranges: readonly AcceptedRange[],
  offers: readonly (readonly [range: RegExp, form: Form])[],
): Choice<Form> | null {
  for (const { text, weight } of ranges) {
    const offer = offers.find(([range]) => range.test(text));
    if (offer !== undefined) return { form: offer[1], weight };
  }
  return null;
}

/** BAD_REQUEST, HTTP 406: the client takes no form of an answer that there is. */
export function notAcceptable(): GraphQLError {
  return refuse(`Accept must allow ${JSON_MEDIA_TYPES.join(" or ")}, text/event-stream or multipart/mixed.`);
}

/** BAD_REQUEST, HTTP 406: the client takes no stream. */
export function streamNotAcceptable(): GraphQLError {
  return refuse(
    "A subscription is answered by a stream, in a request of its own: Accept must name text/event-stream, " +
      "multipart/mixed;subscriptionSpec=1.0 or multipart/mixed. Or use a WebSocket, with the subprotocol graphql-transport-ws.",
  );
}

function refuse(message: string): GraphQLError {
  return createClientError("BAD_REQUEST", message, { extensions: { http: { status: 406 } } });
}
