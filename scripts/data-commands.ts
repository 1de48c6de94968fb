/** A command for the data of subgraphs. It is built, so that it runs where they run, without the packages of development. */
interface DataCommand {
  /** Its source, and in the build its bundle, without the ending. */
  readonly file: string;
  /** The only subgraph that it is for; null: for each. */
  readonly subgraph: string | null;
}

/** All of them. */
export const DATA_COMMANDS: readonly DataCommand[] = [
  { file: "scripts/account", subgraph: "accounts" },
  { file: "scripts/db-backup", subgraph: null },
  { file: "scripts/db-copy", subgraph: null },
  { file: "scripts/db-restore", subgraph: null },
];
