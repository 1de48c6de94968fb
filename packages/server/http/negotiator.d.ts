declare module "negotiator" {
  /** The part that is used here of a package that has no types of its own. */
  export class Negotiator {
    constructor(request: { readonly headers: Readonly<Record<string, string | string[] | undefined>> });
    /** Those of `available` that the client accepts. */
    mediaTypes(available: readonly string[]): string[];
    /** Those of `available` that the client accepts, the one it likes best first; at a tie, as `preferred` has them. */
    encodings(available: readonly string[], options: { readonly preferred: readonly string[] }): string[];
  }
}
