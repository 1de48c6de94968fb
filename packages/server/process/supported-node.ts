// Each process imports it first: an older Node would fail later, with a stack that does not tell why.

const NEEDED = [20, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(`Node ${NEEDED.join(".")} or newer is needed, and this is Node ${process.versions.node}.\n`);
  process.exit(1);
}
