/** The maximum characters of each text argument. */
export const TEXT_LIMITS = { search: 100, title: 100, author: 100 } as const;
