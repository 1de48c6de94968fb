/** Who a request acts for, as proven by a verified access token. */
export interface Caller {
  /** The token's `sub`: the id of a user in the accounts subgraph. */
  readonly id: string;
  /** What the token's scope claims grant. */
  readonly scopes: ReadonlySet<string>;
}

/** A request that carried no token: public fields work, protected ones answer `UNAUTHENTICATED`. */
export const ANONYMOUS = null;

/** A verified caller, or `ANONYMOUS`. */
export type MaybeCaller = Caller | typeof ANONYMOUS;
