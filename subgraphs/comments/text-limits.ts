/** The most characters of the texts that comments takes, by the argument's name. */
export const TEXT_LIMITS = { bookId: 64, body: 250 } as const;
