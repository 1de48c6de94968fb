/** What a tarball is made of. */
export interface PackageDefinition {
  /** Its folder in the checkout, with its README.md. */
  readonly folder: string;
  readonly name: string;
  readonly description: string;
  /** What `import` gives, by subpath (`.` is the package itself): sources, from the root of the checkout. */
  readonly exports: Readonly<Record<string, string>>;
  readonly commands?: Readonly<Record<string, string>>;
  /** Whether its commands are processes, bundled with all libraries as `npm run build` bundles them. */
  readonly hasProcesses?: boolean;
  readonly addFiles?: (folder: string) => Promise<void>;
  /** Whether `require` gives the same, also where TypeScript reads types for CommonJS. */
  readonly hasCommonJs?: boolean;
  /** Packages that an install brings, in the versions of the root package.json. Other packages are bundled. */
  readonly dependencies: readonly string[];
  /** Packages that the project has already, with the versions that will do. */
  readonly peerDependencies?: Readonly<Record<string, string>>;
  /** Packages that only some projects need and install by themselves, in any version. */
  readonly optionalPeers?: readonly string[];
}
