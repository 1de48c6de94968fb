/** The maximum characters of each text argument. An access token may come in place of a refresh token. */
export const TEXT_LIMITS = {
  username: 80,
  password: 128,
  current: 128,
  next: 128,
  refreshToken: 2048,
} as const;
