import { isPostgresql, readConnectionSettings } from "../database/postgresql/connection-settings.ts";
import type { NewsChannel } from "./news-channel.ts";

/** Opens the channel `name` of the database at `databaseUrl`; null: SQLite has none. */
export async function openNewsChannel(databaseUrl: string, name: string): Promise<NewsChannel | null> {
  if (!isPostgresql(databaseUrl)) return null;
  const { openNotifications } = await import("../database/postgresql/notifications.ts");
  return openNotifications(readConnectionSettings(databaseUrl), name);
}
