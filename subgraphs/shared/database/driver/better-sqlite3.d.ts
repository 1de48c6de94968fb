/** The part of better-sqlite3 that is used here. The package brings no types: https://github.com/WiseLibs/better-sqlite3 */
declare module "better-sqlite3" {
  interface Statement {
    /** Whether it returns rows. */
    readonly reader: boolean;
    /** Whether it leaves the database as it is. */
    readonly readonly: boolean;
    columns(): readonly { readonly name: string; readonly type: string | null }[];
    /** Makes rows arrays from now on. */
    raw(): Statement;
    run(values: readonly unknown[]): { readonly changes: number };
    all(values: readonly unknown[]): unknown[][];
  }

  class Database {
    constructor(path: string, options: { readonly timeout: number; readonly readonly: boolean });
    readonly inTransaction: boolean;
    /** Makes integers bigints: a number loses digits of the large ones. */
    defaultSafeIntegers(on: boolean): this;
    prepare(sql: string): Statement;
    exec(script: string): this;
    close(): this;
  }

  export = Database;
}
