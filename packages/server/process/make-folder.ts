import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes `folder`, readable by its owner alone, and the missing folders above it. Node's own `recursive` never ends where
 * the system denies that an existing folder exists, as below /proc.
 * @throws the system's error
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && !(await isFolder(dirname(folder)))) {
      await makeFolder(dirname(folder));
      await mkdir(folder, { mode: 0o700 }).catch(async (second: unknown) => {
        // Another process may have made it meanwhile.
        if (!(await isFolder(folder))) throw second;
      });
    } else if (!(await isFolder(folder))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isDirectory() === true;
}
