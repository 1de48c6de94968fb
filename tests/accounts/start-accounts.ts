import { createDataFolder } from "../support/data-folder.ts";
import { type Answer, type SendOptions, sendOperation } from "../support/graphql-client.ts";
import { type FailedStart, startProcess, startRefusingProcess, type Variables } from "../support/process.ts";
import { copyTemplateDatabases, hasDemoData } from "../support/template-databases.ts";

export type { Answer } from "../support/graphql-client.ts";

/** A running accounts process, with a data folder of its own. */
export interface RunningAccounts {
  readonly url: string;
  readonly dataDirectory: string;
  /** Everything the process has written. */
  output(): string;
  send<Data>(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    options?: Omit<SendOptions, "variables">,
  ): Promise<Answer<Data>>;
  stop(): Promise<void>;
}

const ENTRY = "subgraphs/accounts/main";

/** Starts accounts with the demo users; `DATA_DIR` in `variables` starts it on other data. */
export async function startAccounts({ DATA_DIR, ...variables }: Variables = {}): Promise<RunningAccounts> {
  const dataDirectory = DATA_DIR ?? createDataFolder();
  if (DATA_DIR === undefined && hasDemoData(variables)) await copyTemplateDatabases(dataDirectory);
  const accounts = await startProcess(ENTRY, { ...variables, DATA_DIR: dataDirectory });
  return {
    url: accounts.url,
    dataDirectory,
    output: accounts.output,
    send: (query, sent, options) =>
      sendOperation(accounts.url, query, { ...options, asRouter: true, ...(sent && { variables: sent }) }),
    async stop() {
      await accounts.stop();
    },
  };
}

/** Runs accounts in an environment in which it cannot start, to its end. */
export function failToStartAccounts(variables: Variables): Promise<FailedStart> {
  return startRefusingProcess(ENTRY, variables);
}
