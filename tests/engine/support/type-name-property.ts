import { isDeepStrictEqual } from "node:util";
import { type DocumentNode, type FieldNode, Kind, print, type SelectionSetNode, validate, visit } from "graphql";
import { listErrorPlaces } from "./comparison/error-places.ts";
import { isBeyondPlanner } from "./comparison/planner-limits.ts";
import { createEngineExecutor } from "./executors/engine.ts";
import type { Answer, ClientOperation } from "./executors/executor.ts";
import { generateOperation } from "./generator/generate-operation.ts";
import { buildSupergraphModel } from "./model/supergraph-model.ts";
import { createWorld } from "./model/world.ts";
import { createRandom } from "./random.ts";
import { createRun } from "./subgraphs/run.ts";
import type { SupergraphFixture } from "./supergraphs/fixture.ts";

/** Which operations to try: the same seed and index make the same one. */
export interface TypeNameOptions {
  readonly operations: number;
  readonly seed: string;
  readonly from?: number;
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

/**
 * Answers random operations as they are, and with `__typename` in every selection, as Apollo Client sends them: that
 * must change nothing but bring the names.
 * @returns the operations of which the answers differ, each with both answers
 */
export async function tryTypeNames(
  fixture: SupergraphFixture,
  { operations, seed, from = 0 }: TypeNameOptions,
): Promise<readonly string[]> {
  const model = buildSupergraphModel(fixture);
  const executor = createEngineExecutor(model, true);
  const world = createWorld(model, "world 0");
  const findings: string[] = [];
  for (let index = from; index < from + operations; index++) {
    const labelSeed = `${seed} ${fixture.name} ${index}`;
    const { drawVariables, ...operation } = generateOperation(model.apiSchema, createRandom(labelSeed));
    const named: ClientOperation = { ...operation, document: addTypeNames(operation.document) };
    const documents = [operation.document, named.document];
    // A client may call another field by that name: then it cannot be added.
    if (documents.some((document) => validate(model.apiSchema, document).length > 0)) continue;
    const answers = [
      await executor.execute(operation, createRun(world, { labelSeed })),
      await executor.execute(named, createRun(world, { labelSeed })),
    ] as const;
    if (areEqual(...answers)) continue;
    const texts = answers.map(({ text, errors }) => `${text} ${JSON.stringify(errors)}`);
    findings.push(
      [
        `${fixture.name}, seed ${seed}, operation ${index}`,
        print(operation.document),
        JSON.stringify(operation.variables),
        ...texts,
      ].join("\n"),
    );
  }
  return findings;
}

/** Adds `__typename` to every selection but those of operations, which Apollo Client leaves alone. */
function addTypeNames(document: DocumentNode): DocumentNode {
  const add = (node: SelectionSetNode): SelectionSetNode => ({
    ...node,
    selections: [...node.selections, TYPENAME],
  });
  return visit(document, {
    SelectionSet: {
      leave: (node, _key, parent) => (parent !== undefined && "operation" in parent ? undefined : add(node)),
    },
  });
}

function areEqual(one: Answer, other: Answer): boolean {
  if (isBeyondPlanner(one) || isBeyondPlanner(other)) return isBeyondPlanner(one) === isBeyondPlanner(other);
  return (
    withoutTypeNames(one.text) === withoutTypeNames(other.text) &&
    isDeepStrictEqual(listErrorPlaces(one), listErrorPlaces(other))
  );
}

function withoutTypeNames(text: string | null): string {
  return JSON.stringify(JSON.parse(text ?? "null"), (key, value: unknown) =>
    key === "__typename" ? undefined : value,
  );
}
