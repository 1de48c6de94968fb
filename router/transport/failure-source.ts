/** Which request failed. One client can have many accounts, so two callers must differ in their network too. */
export interface FailureSource {
  readonly caller: string;
  readonly network: string;
  /** The text of the operation, without its variables. */
  readonly document: string;
}

/** Whether two requests have neither their document nor their caller in common. */
export function areIndependent(one: FailureSource, other: FailureSource): boolean {
  return one.document !== other.document && haveOtherCallers(one, other);
}

/** Whether two requests come from other callers in other networks. */
export function haveOtherCallers(one: FailureSource, other: FailureSource): boolean {
  return one.caller !== other.caller && one.network !== other.network;
}

/** The operation in `body` without its variables. Within the JSON of its text, each quote has a backslash before it. */
export function readDocument(body: string): string {
  const end = body.indexOf(',"variables":{');
  return end < 0 ? body : body.slice(0, end);
}
