/** The maximum characters of each text argument. */
export const TEXT_LIMITS = { bookId: 64, body: 250 } as const;
