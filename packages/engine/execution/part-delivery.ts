import type { GraphQLFormattedError } from "graphql";
import type { DeliveryPlan } from "../compilation/delivery-plan.ts";
import type { DeferredDelivery, IncrementalData, PendingPart } from "../engine.ts";
import type { ResponsePart } from "../operation/response-parts.ts";
import type { ResponsePath } from "../response/cut-path.ts";
import type { ResponseState } from "../response/response-writer.ts";
import {
  createPartWriter,
  type DeliveredResponse,
  locatePart,
  type ResponseObject,
  type WrittenFields,
} from "../response/write-part.ts";
import type { ExecutionState } from "./execution-state.ts";
import type { PartErrors } from "./part-errors.ts";
import { NOTHING_LEFT } from "./response-failures.ts";

/** What delivering the parts of one response depends on. */
export interface DeliveryOptions extends Pick<ExecutionState, "data" | "failures"> {
  readonly plan: DeliveryPlan;
  readonly introspection: ResponseState["introspection"];
  readonly errors: PartErrors;
  /** Gets the objects and lists of the data that became null. */
  readonly nulls: Set<object>;
}

interface Announced {
  readonly id: string;
  readonly target: ResponseObject;
}

/** Delivers the parts that follow the first one of a response. */
export function createPartDelivery({ plan, data, failures, introspection, nulls, errors }: DeliveryOptions) {
  const delivered: DeliveredResponse = { objects: new Map(), nulls };
  /** The parts whose objects the client has, and that have not been delivered. */
  const waiting = new Map<ResponsePart, readonly Announced[]>();
  const told: GraphQLFormattedError[] = [];
  let ids = 0;

  /** Lets the parts wait whose fragments are inside `parent`, and in one of these objects. */
  function announce(parent: ResponsePart, objects: readonly ResponseObject[]): readonly PendingPart[] {
    return [...plan.parents].flatMap(([part, above]) => {
      if (above !== parent) return [];
      const targets = objects.flatMap((object) => [...locatePart(part, object, delivered)]);
      const announced = targets.map((target): Announced => ({ id: String(ids++), target }));
      if (announced.length > 0) waiting.set(part, announced);
      const label = part.label === undefined ? {} : { label: part.label };
      return announced.map(({ id, target: { path } }) => ({ id, path, ...label }));
    });
  }

  function deliverPart(part: ResponsePart, announced: readonly Announced[]) {
    waiting.delete(part);
    const due = errors.take(part);
    told.push(...due);
    const explained = errors.listExplained(part);
    const writer = createPartWriter(part, delivered, { isClean: false, errors: told, introspection, explained });
    const findErrors = placeAtTargets(due, announced);
    const reached: ResponseObject[] = [];
    const incremental = announced.flatMap(({ id, target }) => {
      const { fields, errors: found } = writer.write(target);
      const own = [...findErrors(target), ...found];
      if (fields === null) return [describeNull(id, target, own)];
      reached.push(target);
      return describeFields(id, target, fields, own);
    });
    delivered.objects.set(part, new Set(reached.map(({ object }) => object)));
    return { incremental, pending: announce(part, reached), completed: announced.map(({ id }) => ({ id })) };
  }

  /** A part must say why it is null, even if the error has been told or has no place of its own. */
  function describeNull(id: string, { object, path }: ResponseObject, errors: readonly GraphQLFormattedError[]) {
    const cause = failures.get(object) ?? NOTHING_LEFT;
    return { id, subPath: [], data: null, errors: errors.length > 0 ? errors : [{ ...cause, path }] };
  }

  return {
    /** The parts that the client may wait for once it has the first one. */
    announceFirst: () => announce(plan.first, [{ shape: plan.root, object: data, path: [], objects: [data] }]),
    isDone: () => waiting.size === 0,
    hasReady: (isReady: (part: ResponsePart) => boolean) => [...waiting.keys()].some(isReady),
    /** Delivers all parts that are ready, those that become known by them too. */
    deliver(isReady: (part: ResponsePart) => boolean): DeferredDelivery {
      const brought: ReturnType<typeof deliverPart>[] = [];
      // A map visits what is added while it is visited.
      for (const [part, announced] of waiting) if (isReady(part)) brought.push(deliverPart(part, announced));
      return {
        pending: brought.flatMap(({ pending }) => pending),
        incremental: brought.flatMap(({ incremental }) => incremental),
        completed: brought.flatMap(({ completed }) => completed),
        hasNext: waiting.size > 0,
      };
    },
    /** Ends all parts with this error. */
    fail(error: GraphQLFormattedError): DeferredDelivery {
      const ids = [...waiting.values()].flat().map(({ id }) => id);
      waiting.clear();
      return {
        pending: [],
        incremental: ids.map((id) => ({ id, subPath: [], data: null, errors: [error] })),
        completed: ids.map((id) => ({ id })),
        hasNext: false,
      };
    },
  };
}

/** The errors come with the first of the fields. */
function describeFields(
  id: string,
  { path: above }: ResponseObject,
  fields: readonly WrittenFields[],
  errors: readonly GraphQLFormattedError[],
): readonly IncrementalData[] {
  const written = fields.length === 0 && errors.length > 0 ? [{ path: above, text: "{}" }] : fields;
  return written.map(({ path, text }, index) => ({
    id,
    subPath: path.slice(above.length),
    data: text,
    errors: index === 0 ? errors : [],
  }));
}

/** The errors for each object of a part; those without a place go to the first. The paths of all have one length. */
function placeAtTargets(errors: readonly GraphQLFormattedError[], announced: readonly Announced[]) {
  if (errors.length === 0) return () => errors;
  const first = announced[0]?.target.path ?? [];
  const format = (path: ResponsePath) => JSON.stringify(path.slice(0, first.length));
  const errorsAt = new Map<string, GraphQLFormattedError[]>(announced.map(({ target }) => [format(target.path), []]));
  for (const error of errors) (errorsAt.get(format(error.path ?? [])) ?? errorsAt.get(format(first)))?.push(error);
  return ({ path }: ResponseObject) => errorsAt.get(format(path)) ?? [];
}
