import { type RunningGraph, requireProcess, startOwnStack } from "../../support/own-stack.ts";
import type { TestProcess, Variables } from "../../support/process.ts";

/** The whole of supergraph.yaml while the demo is part of it. */
export interface DemoStack extends RunningGraph {
  readonly books: TestProcess;
  readonly comments: TestProcess;
}

/** Starts all subgraphs and the router, as `startOwnStack` does. */
export async function startDemoStack(variables: Variables = {}): Promise<DemoStack> {
  const stack = await startOwnStack(variables);
  const findOwn = (name: string) => requireProcess(stack.subgraphs, name);
  return { ...stack, books: findOwn("books"), comments: findOwn("comments") };
}
