import type { PackageDefinition } from "./package-definition.ts";
import { locateTypes } from "./write-types.ts";

/** How every module of a package imports what stops it on a Node that is too old, and the file with it. */
export const NODE_GUARD = "#supported-node";
export const GUARD_FILE = "supported-node.js";

/** What every package takes from the root package.json. */
export interface RootManifest {
  readonly version: string;
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The package.json of a package. @throws Error when it needs a package that the root package.json lacks */
export function buildManifest(definition: PackageDefinition, root: RootManifest): object {
  const { name, description, commands = {}, hasCommonJs = false, peerDependencies, optionalPeers = [] } = definition;
  const entries = Object.entries(definition.exports);
  const [, main] = entries.find(([subpath]) => subpath === ".") ?? [];
  return {
    name,
    version: root.version,
    description,
    license: root.license,
    type: "module",
    engines: root.engines,
    ...(hasCommonJs && main !== undefined ? { main: "./cjs/index.js", types: `./cjs/${locateTypes(main)}` } : {}),
    exports: Object.fromEntries([
      ...entries.map(([subpath, source]) => [subpath, buildExport(subpath, source, hasCommonJs)]),
      ["./package.json", "./package.json"],
    ]),
    imports: { [NODE_GUARD]: `./${GUARD_FILE}` },
    bin: Object.fromEntries(Object.keys(commands).map((command) => [command, `bin/${command}.cjs`])),
    dependencies: Object.fromEntries(definition.dependencies.map((wanted) => [wanted, findVersion(wanted, root)])),
    peerDependencies: { ...peerDependencies, ...fromNames(optionalPeers, "*") },
    peerDependenciesMeta: fromNames(optionalPeers, { optional: true }),
  };
}

function fromNames<Value>(names: readonly string[], value: Value): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** The name of the bundle for a subpath of the package, without its extension. */
export function nameBundle(subpath: string): string {
  return subpath === "." ? "index" : subpath.slice("./".length);
}

/** Each format has the types that go with it: TypeScript reads them from the folder of the format. */
function buildExport(subpath: string, source: string, hasCommonJs: boolean): object {
  const inFolder = (folder: string) => ({
    types: `${folder}/${locateTypes(source)}`,
    default: `${folder}/${nameBundle(subpath)}.js`,
  });
  return hasCommonJs ? { import: inFolder("."), require: inFolder("./cjs") } : inFolder(".");
}

function findVersion(name: string, { dependencies }: RootManifest): string {
  const version = dependencies[name];
  if (version === undefined) throw new Error(`package.json has no dependency ${name}`);
  return version;
}
