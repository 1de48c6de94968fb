import { isDeepStrictEqual } from "node:util";
import {
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
} from "graphql";
import { createEngine } from "../../../packages/engine/create-engine.ts";
import type { EngineOperation, EngineResponse } from "../../../packages/engine/engine.ts";
import { createTransport } from "./executors/engine.ts";
import { noFaults } from "./faults/faults.ts";
import { createRandomFaults, FAULT_PROFILES } from "./faults/random-faults.ts";
import { generateOperation } from "./generator/generate-operation.ts";
import { listInternalFields } from "./model/field-model.ts";
import { buildSupergraphModel, type SupergraphModel } from "./model/supergraph-model.ts";
import { createWorld } from "./model/world.ts";
import { createRandom, type Random } from "./random.ts";
import { createRun, type Run } from "./subgraphs/run.ts";
import type { SupergraphFixture } from "./supergraphs/fixture.ts";

/** Which operations to try: the same seed and index make the same one. */
export interface SubscriptionOptions {
  readonly operations: number;
  readonly seed: string;
  readonly from?: number;
}

/** What was tried. */
export interface SubscriptionTrials {
  readonly findings: readonly string[];
  readonly events: number;
  /** Events for which other subgraphs were asked, and those whose results had errors. */
  readonly joined: number;
  readonly withErrors: number;
}

/** How many events each operation has, all but the first with faults. */
const EVENTS = 3;

/**
 * Subscribes to random operations whose root fields are those of `Query`. The result for an event must be what the same
 * operation is answered as a query, with the same data and the same faults.
 */
export async function trySubscriptions(
  fixture: SupergraphFixture,
  { operations, seed, from = 0 }: SubscriptionOptions,
): Promise<SubscriptionTrials> {
  const model = buildSupergraphModel(addSubscriptions(fixture));
  const compare = createComparison(model);
  const findings: string[] = [];
  const count = { events: 0, joined: 0, withErrors: 0 };
  for (let index = from; index < from + operations; index++) {
    const name = `${seed} ${fixture.name} ${index}`;
    const random = createRandom(name);
    const generated = generateOperation(model.apiSchema, random);
    const root = findRoot(generated.document, model);
    for (let time = 0; root !== null && time < EVENTS; time++) {
      const variables = generated.drawVariables(random);
      const asked = { documents: withRoot(generated.document, root), variables };
      const { problem, joined, errors } = await compare(asked, drawRun(model, `${name} ${time}`, time > 0));
      count.events += 1;
      if (joined) count.joined += 1;
      if (errors > 0) count.withErrors += 1;
      if (problem === null) continue;
      findings.push([name, time, print(asked.documents.query), JSON.stringify(variables), problem].join("\n"));
    }
  }
  return { ...count, findings };
}

/** The fixture with a type `Subscription` that has those fields of `Query` that one subgraph alone has. */
function addSubscriptions({ name, subgraphs }: SupergraphFixture): SupergraphFixture {
  const documents = Object.entries(subgraphs).map(([subgraph, sdl]) => {
    const definitions = parse(sdl).definitions.filter((one) => !("name" in one && one.name?.value === "Subscription"));
    const roots = definitions.flatMap((one) => (isRoot(one) ? (one.fields ?? []) : []));
    return { subgraph, definitions, roots };
  });
  const names = documents.flatMap(({ roots }) => roots.map((field) => field.name.value));
  const isUnique = (field: FieldDefinitionNode) => names.filter((one) => one === field.name.value).length === 1;
  const changed = documents.map(({ subgraph, definitions, roots }) => {
    const fields = roots.filter((field) => field.directives?.length === 0 && isUnique(field));
    const added: ObjectTypeDefinitionNode = {
      kind: Kind.OBJECT_TYPE_DEFINITION,
      name: { kind: Kind.NAME, value: "Subscription" },
      fields,
    };
    const all = fields.length === 0 ? definitions : [...definitions, added];
    return [subgraph, print({ kind: Kind.DOCUMENT, definitions: all })];
  });
  return { name, subgraphs: Object.fromEntries(changed) };
}

function isRoot(definition: DocumentNode["definitions"][number]): definition is ObjectTypeDefinitionNode {
  const isObject = definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION;
  return isObject && definition.name.value === "Query";
}

interface Root {
  readonly operation: OperationDefinitionNode;
  readonly field: FieldNode;
}

/** The first field of a root that can be subscribed to; null: there is none. */
function findRoot({ definitions }: DocumentNode, { apiSchema }: SupergraphModel): Root | null {
  const fields = apiSchema.getSubscriptionType()?.getFields() ?? {};
  for (const operation of definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION || operation.operation !== OperationTypeNode.QUERY) continue;
    const found = operation.selectionSet.selections.find(
      (one): one is FieldNode => one.kind === Kind.FIELD && Object.hasOwn(fields, one.name.value),
    );
    if (found !== undefined) return { operation, field: { ...found, directives: [] } };
  }
  return null;
}

/** The operation with this root field alone, as a query and as a subscription. */
function withRoot({ definitions }: DocumentNode, { operation: asked, field }: Root) {
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const selectionSet = { kind: Kind.SELECTION_SET, selections: [field] } as const;
  const build = (operation: OperationTypeNode): DocumentNode => ({
    kind: Kind.DOCUMENT,
    definitions: [{ ...asked, operation, selectionSet }, ...fragments],
  });
  return { query: build(OperationTypeNode.QUERY), subscription: build(OperationTypeNode.SUBSCRIPTION) };
}

function drawRun(model: SupergraphModel, seed: string, hasFaults: boolean): () => Run {
  const random: Random = createRandom(seed);
  const world = createWorld(model, `world ${random.below(3)}`);
  const profile = hasFaults ? random.pick(FAULT_PROFILES) : null;
  const createFaults = () =>
    profile === null
      ? noFaults
      : createRandomFaults({ profile, seed, world, internalFields: listInternalFields(model) });
  return () => createRun(world, { faults: createFaults(), labelSeed: seed });
}

interface Asked {
  readonly documents: ReturnType<typeof withRoot>;
  readonly variables: Readonly<Record<string, unknown>>;
}

function createComparison(model: SupergraphModel) {
  const transport = createTransport(model);
  let requests = 0;
  const engine = createEngine<Run>({
    supergraphSdl: model.supergraphSdl,
    transport(request, run) {
      requests += 1;
      return transport(request, run);
    },
    isOverridden: (label, run) => run.isOverridden(label),
    maximumOperations: 20,
  });

  /** Executes the event that the subgraph would send for the same data. */
  async function receive(operation: EngineOperation, createNewRun: () => Run): Promise<EngineResponse> {
    const run = createNewRun();
    const subscription = await engine.subscribe(operation, run);
    if (!("executeEvent" in subscription)) return subscription;
    const { subgraph, operationName } = subscription;
    const body = subscription.body.replace('"query":"subscription', '"query":"query');
    try {
      const event = await transport({ subgraph, body, operationName, operationKind: "query", path: [] }, run);
      return await subscription.executeEvent(event, run);
    } catch {
      return LOST;
    }
  }

  return async ({ documents, variables }: Asked, createNewRun: () => Run) => {
    const ask = (document: DocumentNode): EngineOperation => {
      return { document, operationName: null, variables, cacheKey: print(document) };
    };
    const query = await engine.execute(ask(documents.query), createNewRun());
    requests = 0;
    const event = await receive(ask(documents.subscription), createNewRun);
    const isAlike = event === LOST || isDeepStrictEqual(summarize(event), summarize(query));
    const problem = isAlike ? null : [event, query].map((one) => JSON.stringify(one)).join("\n");
    return { problem, joined: requests > 0, errors: event.errors.length };
  };
}

/** Stands for an event that does not come, because the subgraph fails as a whole. */
const LOST: EngineResponse = { data: null, errors: [] };

/** The messages of errors may name the root type. */
function summarize({ data, errors }: EngineResponse) {
  const texts = errors.map((error) => JSON.stringify(error).replace("Subscription.", "Query."));
  return { data: data === "null" ? null : data, errors: texts.sort() };
}
