/** A sentence for the person at the terminal about why a backup was not taken or put back. */
export class BackupError extends Error {}
