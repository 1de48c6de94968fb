/** The user that a request acts for, as a verified access token proves. */
export interface Caller {
  /** The token's `sub`. */
  readonly id: string;
  readonly scopes: ReadonlySet<string>;
  /** The token's `iss`, where there are several providers: `id` is unique for its issuer only. */
  readonly issuer?: string;
  /** The policies that were granted for the request; none where absent. */
  readonly policies?: ReadonlySet<string>;
}

/** The caller of a request without a token: public fields work, protected ones answer `UNAUTHENTICATED`. */
export const ANONYMOUS = null;

/** A verified caller, or `ANONYMOUS`. */
export type MaybeCaller = Caller | typeof ANONYMOUS;
