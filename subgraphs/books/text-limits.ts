/** The most characters of the texts that books takes, by the argument's name. */
export const TEXT_LIMITS = { search: 100, title: 100, author: 100 } as const;
