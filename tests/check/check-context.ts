import type { CheckOptions } from "../../packages/check/check-request.ts";
import type { CheckContext, Graph } from "../../packages/check/step.ts";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";
import { readOperationLimits } from "../../packages/limits/variables.ts";
import { parseOperationFile } from "../../packages/server/stored-operations/operation-file.ts";
import { resolveOperations } from "../../packages/server/stored-operations/resolve-operations.ts";
import { EMPTY_CONTEXT, NO_OPTIONS } from "./support/empty-context.ts";

/** The SDL of subgraphs by name, each without its `@link`. */
export type TestSubgraphs = Readonly<Record<string, string>>;

/** What a test says of a checkout; it has no base, no operations and no options unless told otherwise. */
export interface TestCheckout {
  readonly root?: string;
  readonly head: TestSubgraphs | null;
  readonly base?: TestSubgraphs | Graph | null;
  /** The text of each file by its name; each holds one operation or more. */
  readonly operations?: Readonly<Record<string, string>>;
  /** What the router's variables say. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: Partial<CheckOptions>;
}

/** The first line of every subgraph: all federation directives the tests use, under their own names. */
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy", "@tag"])\n';

/** What `npm run check` would hand a step for `checkout`. The file of a subgraph is `<name>.graphql`. */
export function buildCheckContext(checkout: TestCheckout): CheckContext {
  const { root = "/nowhere", head, base = null, operations = {}, environment = {}, options = {} } = checkout;
  return {
    ...EMPTY_CONTEXT,
    root,
    head: head && composeGraph(head),
    base: base && (isGraph(base) ? base : composeGraph(base)),
    operations: resolveOperations(Object.entries(operations).map(([file, source]) => parseOperationFile(file, source)))
      .operations,
    subgraphs: Object.entries(head ?? {}).map(([name, sdl]) => ({
      name,
      file: `${name}.graphql`,
      sdl: `${LINK}${sdl}`,
    })),
    limits: readOperationLimits(environment),
    options: { ...NO_OPTIONS, ...options },
  };
}

/** Composes subgraphs. Throws what composition says against them. */
export function composeGraph(subgraphs: TestSubgraphs): Graph {
  const result = composeSupergraph(
    Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      sdl: `${LINK}${sdl}`,
      routingUrl: `http://${name}.test/graphql`,
      file: `${name}.graphql`,
    })),
  );
  if (!result.succeeded) throw new Error(result.errors.map(({ message }) => message).join("\n"));
  return { supergraphSdl: result.supergraphSdl };
}

function isGraph(base: TestSubgraphs | Graph): base is Graph {
  return "supergraphSdl" in base;
}
