import type { DeferredDelivery, PendingPart } from "./result-stream.ts";
import { type AnswerForm, addMembers, createPartWriter } from "./stream-forms.ts";

/** A form in which one answer is given in parts. */
export interface DeferredForm extends AnswerForm {
  /** Begins an answer whose first part announces `pending`. */
  begin(json: string, pending: readonly PendingPart[]): DeferredWriter;
}

/** Writes one answer. */
export interface DeferredWriter {
  /** Everything up to the second part. */
  readonly first: string;
  /** Empty where the form has nothing to say. */
  next(delivery: DeferredDelivery): string;
  /** Follows the last part. */
  readonly closing: string;
}

const parts = createPartWriter("-");

const describeForm = (parameter: string) => ({
  contentType: `multipart/mixed; boundary="-"${parameter}`,
  whole: (json: string) => `${parts.opening}${parts.write(addMembers(json, '"hasNext":false'))}${parts.closing}`,
  findStatus: (status: number) => status,
});

/** Each part says where it belongs: https://github.com/graphql/defer-stream-wg/discussions/69 gave up this form. */
function beginByPath(json: string, pending: readonly PendingPart[]): DeferredWriter {
  const announced = new Map(pending.map((part) => [part.id, part]));

  function writePart({ id, subPath, data, errors }: DeferredDelivery["incremental"][number]): string {
    const { path = [], label } = announced.get(id) ?? {};
    const members = { label, path: [...path, ...subPath], ...(errors.length > 0 ? { errors } : {}) };
    return addMembers(JSON.stringify(members), `"data":${data}`);
  }

  return {
    first: `${parts.opening}${parts.write(addMembers(json, '"hasNext":true'))}`,
    next({ pending: further, incremental, hasNext, extensions }) {
      for (const part of further) announced.set(part.id, part);
      if (incremental.length === 0 && hasNext) return "";
      const list = incremental.length === 0 ? "" : `"incremental":[${incremental.map(writePart).join()}],`;
      return parts.write(`{${list}"hasNext":${hasNext}${writeExtensions(extensions)}}`);
    },
    closing: parts.closing,
  };
}

/** Parts are announced, and known by an id: https://github.com/graphql/graphql-spec/pull/1110. */
function beginById(json: string, pending: readonly PendingPart[]): DeferredWriter {
  return {
    first: `${parts.opening}${parts.write(addMembers(json, `"pending":${JSON.stringify(pending)},"hasNext":true`))}`,
    next({ pending: further, incremental, completed, hasNext, extensions }) {
      const written = incremental.flatMap(writeIncremental);
      const ended = completed.map(({ id }) => ({ id, ...findFailure(id, incremental) }));
      const members = [
        ...(further.length === 0 ? [] : [`"pending":${JSON.stringify(further)}`]),
        ...(written.length === 0 ? [] : [`"incremental":[${written.join()}]`]),
        ...(ended.length === 0 ? [] : [`"completed":${JSON.stringify(ended)}`]),
      ];
      if (members.length === 0 && hasNext) return "";
      const all = [...members, `"hasNext":${hasNext}${writeExtensions(extensions)}`];
      return parts.write(`{${all.join()}}`);
    },
    closing: parts.closing,
  };
}

function writeIncremental({ id, subPath, data, errors }: DeferredDelivery["incremental"][number]): string[] {
  if (data === null) return [];
  const members = { id, ...(subPath.length > 0 ? { subPath } : {}), ...(errors.length > 0 ? { errors } : {}) };
  return [addMembers(JSON.stringify(members), `"data":${data}`)];
}

function writeExtensions(extensions: DeferredDelivery["extensions"]): string {
  return extensions === undefined ? "" : `,"extensions":${JSON.stringify(extensions)}`;
}

/** A part that failed as a whole is told by its errors. */
function findFailure(id: string, incremental: DeferredDelivery["incremental"]): object {
  const failed = incremental.filter((entry) => entry.id === id && entry.data === null);
  return failed.length === 0 ? {} : { errors: failed.flatMap(({ errors }) => errors) };
}

/** Apollo Client's `Defer20220824Handler`. */
export const DEFER_20220824: DeferredForm = { ...describeForm("; deferSpec=20220824"), begin: beginByPath };

/** urql. */
export const PLAIN_DEFERRED: DeferredForm = { ...describeForm(""), begin: beginByPath };

/** Apollo Client's `GraphQL17Alpha9Handler`. */
export const INCREMENTAL_V02: DeferredForm = { ...describeForm("; incrementalSpec=v0.2"), begin: beginById };
