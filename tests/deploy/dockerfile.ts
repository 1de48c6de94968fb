import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DockerfileParser, type Instruction } from "dockerfile-ast";
import { copyFromContext, listBuildContext } from "./build-context.ts";

/** What a container of an image is told, besides its files. */
export interface ImageSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

/** A stage whose instructions have been carried out, in a folder that stands for the root of its file system. */
export interface BuiltStage {
  readonly name: string;
  readonly folder: string;
  readonly settings: ImageSettings;
}

const EMPTY: ImageSettings = {
  environment: {},
  workingFolder: "/",
  user: "0:0",
  entrypoint: [],
  command: [],
  healthCheck: [],
};

/** The folders of an image that a command may name: here they are below the stage's own. */
const PLACES = /(?<=^|[\s=:"'])\/(?=(?:source|images|app|data)(?:[/\s"']|$))/g;

/** A text in which paths of the image are those of the folder that stands for it. */
export function localize(text: string, folder: string): string {
  return text.replace(PLACES, `${folder}/`);
}

/**
 * Carries out a Dockerfile without a container engine: each stage in a new folder, each command in its working folder
 * and with nothing in its environment but what the file says.
 */
export function carryOut(dockerfile: string, folder: string): ReadonlyMap<string, BuiltStage> {
  const context = listBuildContext();
  const stages = new Map<string, BuiltStage>();
  let name = "";
  for (const instruction of DockerfileParser.parse(readFileSync(dockerfile, "utf8")).getInstructions()) {
    const current = stages.get(name);
    const stage = instruction.getKeyword() === "FROM" ? beginStage(instruction, stages, folder) : current;
    // Before the first stage there are arguments of the build.
    if (stage === undefined) continue;
    name = stage.name;
    stages.set(name, stage === current ? { ...stage, settings: apply(instruction, stage, stages, context) } : stage);
  }
  return stages;
}

function beginStage(from: Instruction, stages: ReadonlyMap<string, BuiltStage>, root: string): BuiltStage {
  const [image = "", , name = ""] = readWords(from);
  const folder = join(root, name);
  const base = stages.get(image);
  if (base === undefined) {
    mkdirSync(folder);
    return { name, folder, settings: EMPTY };
  }
  // With the owners of its files.
  execFileSync("cp", ["-a", base.folder, folder]);
  return { ...base, name, folder };
}

function apply(
  instruction: Instruction,
  { folder, settings }: BuiltStage,
  stages: ReadonlyMap<string, BuiltStage>,
  context: readonly string[],
): ImageSettings {
  const words = readWords(instruction);
  const text = instruction.getTextContent().replace(/^\w+\s+/, "");
  switch (instruction.getKeyword()) {
    case "WORKDIR":
      mkdirSync(join(folder, text), { recursive: true });
      return { ...settings, workingFolder: text };
    case "ENV":
      return { ...settings, environment: { ...settings.environment, ...Object.fromEntries(words.map(splitVariable)) } };
    case "USER":
      return { ...settings, user: text };
    case "COPY":
      copy(text, join(folder, settings.workingFolder), stages, context);
      return settings;
    case "RUN":
      run(text, folder, settings);
      return settings;
    case "ENTRYPOINT":
      return { ...settings, entrypoint: JSON.parse(text) as string[] };
    case "CMD":
      return { ...settings, command: JSON.parse(text) as string[] };
    case "HEALTHCHECK":
      return { ...settings, healthCheck: JSON.parse(text.slice(text.indexOf("["))) as string[] };
    case "EXPOSE":
      return settings;
    default:
      throw new Error(`nothing here carries out ${instruction.getKeyword()}`);
  }
}

function copy(text: string, target: string, stages: ReadonlyMap<string, BuiltStage>, context: readonly string[]): void {
  const words = text.split(/\s+/);
  const from = words.find((word) => word.startsWith("--from="))?.slice("--from=".length);
  const sources = words.filter((word) => !word.startsWith("--")).slice(0, -1);
  for (const source of sources) {
    if (from === undefined) copyFromContext(context, source, target);
    else cpSync(join(stages.get(from)?.folder ?? "", source), target, { recursive: true });
  }
}

/** What Debian's package manager would install has to be on this machine: see `npm run test:deploy`. */
function run(text: string, folder: string, { environment, workingFolder }: ImageSettings): void {
  if (text.startsWith("apt-get ")) return;
  const command = process.getuid?.() === 0 ? text : text.replace(/ --(?:owner|group)=\d+/g, "");
  execFileSync("sh", ["-c", localize(command, folder)], {
    cwd: join(folder, workingFolder),
    env: { PATH: process.env.PATH ?? "", ...environment },
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 2 ** 26,
  });
}

function readWords(instruction: Instruction): string[] {
  return instruction.getArguments().map((word) => word.getValue());
}

function splitVariable(word: string): [string, string] {
  const [name = "", ...value] = word.split("=");
  return [name, value.join("=")];
}
