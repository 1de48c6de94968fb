import { isPostgresql, readConnectionSettings } from "../database/postgresql/connection-settings.ts";

/** Tells the processes of one database that events were written. It may tell nothing: they also look every second. */
export interface NewsChannel {
  /** Tells the other processes. */
  announce(): void;
  /** Calls `hear` when another process has announced something, or may have. */
  listen(hear: () => void): void;
  close(): Promise<void>;
}

/** Opens the channel `name` of the database at `databaseUrl`; null: SQLite has none. */
export async function openNewsChannel(databaseUrl: string, name: string): Promise<NewsChannel | null> {
  if (!isPostgresql(databaseUrl)) return null;
  const { openNotifications } = await import("../database/postgresql/notifications.ts");
  return openNotifications(readConnectionSettings(databaseUrl), name);
}
