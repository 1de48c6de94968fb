import { type DocumentNode, print } from "graphql";
import { createEngine } from "../../../../packages/engine/create-engine.ts";
import type { SubgraphResponse, SubgraphTransport } from "../../../../packages/engine/subgraph-transport.ts";
import { isPlainObject } from "../model/project.ts";
import type { SupergraphModel } from "../model/supergraph-model.ts";
import { createExecutableSubgraph } from "../subgraphs/executable-subgraph.ts";
import type { Run } from "../subgraphs/run.ts";
import { buildAnswerError, buildFailure, type ClientOperation, type Executor } from "./executor.ts";

/** Executes operations by our own engine; `mergesEntityFetches`: with equal hops to a subgraph in one request. */
export function createEngineExecutor(model: SupergraphModel, mergesEntityFetches: boolean): Executor {
  const engine = createEngine<Run>({
    supergraphSdl: model.supergraphSdl,
    transport: createTransport(model),
    mergesEntityFetches: () => mergesEntityFetches,
    isOverridden: (label, run) => run.isOverridden(label),
    // Operations come again at once or never.
    maximumOperations: 20,
  });
  const keys = new WeakMap<DocumentNode, string>();

  return {
    async execute(operation, run) {
      try {
        const { data, errors } = await engine.execute({ ...operation, cacheKey: findKey(keys, operation) }, run);
        return { text: data, errors: errors.map(buildAnswerError) };
      } catch (error) {
        return buildFailure(error);
      }
    },
  };
}

/** Asks the subgraphs of a model without HTTP. */
export function createTransport(model: SupergraphModel): SubgraphTransport<Run> {
  const subgraphs = new Map(model.subgraphs.map((found) => [found.name, createExecutableSubgraph(found)]));
  return async ({ subgraph, body }, run) => {
    const found = subgraphs.get(subgraph);
    if (found === undefined) throw new Error(`there is no subgraph ${subgraph}`);
    const text = await found.answer(JSON.parse(body), run);
    return { ...readResponse(JSON.parse(text)), isClean: !text.includes("\\") };
  };
}

/** A transport lets nothing through that is no GraphQL response (GraphQL specification §7.1). */
function readResponse(json: unknown): Omit<SubgraphResponse, "isClean"> {
  if (!isPlainObject(json)) throw new Error("the answer is no object");
  if (json.data != null && !isPlainObject(json.data)) throw new Error("the data is no object");
  return json;
}

function findKey(keys: WeakMap<DocumentNode, string>, { document, operationName }: ClientOperation): string {
  const known = keys.get(document);
  if (known !== undefined) return known;
  const key = `${print(document)} ${operationName}`;
  keys.set(document, key);
  return key;
}
