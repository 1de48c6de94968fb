/** A user as this subgraph shows them. */
export interface UserRecord {
  readonly id: string;
  readonly username: string;
  readonly createdAt: Date;
}

/** What a sign-in gives. */
export interface SessionRecord {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When `accessToken` expires. */
  readonly expiresAt: Date;
  readonly user: UserRecord;
}
