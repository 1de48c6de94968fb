/**
 * The most characters of the texts that accounts takes, by the argument's name. In place of a refresh token an access
 * token may come by mistake, which is long.
 */
export const TEXT_LIMITS = {
  username: 80,
  password: 128,
  current: 128,
  next: 128,
  refreshToken: 2048,
} as const;
