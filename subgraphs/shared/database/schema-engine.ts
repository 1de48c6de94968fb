import { readFile } from "node:fs/promises";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { __wbg_set_wasm, SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";

export type { SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";

// Node's types for version 20 do not describe this global.
declare const WebAssembly: {
  instantiate(
    binary: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: Readonly<Record<string, unknown>> } }>;
};

let instantiation: Promise<void> | undefined;

/**
 * Lets `use` work with Prisma's schema engine over the database of `adapterFactory`. The native engine is a download; this
 * WebAssembly build comes with its package and works offline.
 */
export async function withSchemaEngine<Result>(
  adapterFactory: SqlMigrationAwareDriverAdapterFactory,
  use: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  instantiation ??= instantiateEngineModule();
  await instantiation;
  const connections: SqlDriverAdapter[] = [];
  const recording = recordConnections(adapterFactory, connections);
  const engine = await SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(recording),
  );
  try {
    return await use(engine);
  } finally {
    engine.free();
    // Freeing the engine leaves its connections open, and with them its exclusive lock.
    await Promise.all(connections.map((connection) => connection.dispose()));
  }
}

function recordConnections(
  factory: SqlMigrationAwareDriverAdapterFactory,
  connections: SqlDriverAdapter[],
): SqlMigrationAwareDriverAdapterFactory {
  const record = (connection: SqlDriverAdapter) => {
    connections.push(connection);
    return connection;
  };
  return {
    ...factory,
    connect: async () => record(await factory.connect()),
    connectToShadowDb: async () => record(await factory.connectToShadowDb()),
  };
}

// The package's entry imports its .wasm file as a module, which Node 20 cannot do.
async function instantiateEngineModule(): Promise<void> {
  const binary = await readFile(
    new URL(import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm")),
  );
  const calls = Object.entries(glue).map(([name, call]) => [name, isSetTimeout(name) ? startIdleTimer : call]);
  const { instance } = await WebAssembly.instantiate(binary, { "./schema_engine_bg.js": Object.fromEntries(calls) });
  __wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
}

function isSetTimeout(name: string): boolean {
  return name.startsWith("__wbg_setTimeout_");
}

/** The engine bounds its wait for a lock, and never clears the timer: a command would end ten seconds late. */
function startIdleTimer(callback: () => void, milliseconds: number): NodeJS.Timeout {
  return setTimeout(callback, milliseconds).unref();
}
