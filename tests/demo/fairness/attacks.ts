import { fillPersistedQueries } from "./attacks/fill-persisted-queries.ts";
import { floodWithNewDocuments } from "./attacks/flood-with-new-documents.ts";
import { floodWithSignIns } from "./attacks/flood-with-sign-ins.ts";
import { multiplyAccounts } from "./attacks/multiply-accounts.ts";
import { readNothing } from "./attacks/read-nothing.ts";
import { rebindName } from "./attacks/rebind-name.ts";
import { replaceSupergraphByFifo } from "./attacks/replace-supergraph-by-fifo.ts";
import { searchForHostileText } from "./attacks/search-for-hostile-text.ts";
import { searchSlowly } from "./attacks/search-slowly.ts";
import { useDeadTokens } from "./attacks/use-dead-tokens.ts";
import type { Attack } from "./fairness-row.ts";

/** All there are, in the order in which they are tried. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  "hostile-text": searchForHostileText,
  "slow-searches": searchSlowly,
  "sign-ins": floodWithSignIns,
  "new-documents": floodWithNewDocuments,
  "persisted-queries": fillPersistedQueries,
  "dead-tokens": useDeadTokens,
  "many-accounts": multiplyAccounts,
  "rebound-name": rebindName,
  "readers-of-nothing": readNothing,
  "supergraph-fifo": replaceSupergraphByFifo,
};
