import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDataFolder } from "../../../support/data-folder.ts";
import { stopAfterTests } from "../../../support/started-processes.ts";
import { waitFor } from "../../../support/wait-for.ts";

/** What the load balancer has behind one of its ports. */
export interface BalancedGroup {
  readonly name: string;
  /** Where clients find it. */
  readonly port: number;
  /** Where its replicas may be; there need not be one at each. */
  readonly replicaPorts: readonly number[];
}

// A replica is used while its /health/ready is 200. One that has just started gets its share little by little: its code is
// not compiled yet. A connection that is refused is tried at another replica; what was sent is never sent twice.
// https://docs.haproxy.org/2.6/configuration.html
const buildSettings = (checkIntervalMs: number) => `
global
  nbthread 1
  maxconn 4000
defaults
  mode http
  balance roundrobin
  option forwardfor
  option redispatch 1
  retries 3
  timeout connect 500ms
  timeout client 60s
  timeout server 60s
  timeout http-keep-alive 60s
  timeout check 1s
  option httpchk GET /health/ready
  http-check expect status 200
  default-server check inter ${checkIntervalMs}ms fastinter 100ms fall 2 rise 1 slowstart 5s
`;

/** Starts haproxy before `groups`, whose replicas it checks so often. It is stopped at `stopStarted`. */
export async function startLoadBalancer(groups: readonly BalancedGroup[], checkIntervalMs: number): Promise<void> {
  const file = join(createDataFolder(), "haproxy.cfg");
  writeFileSync(file, `${buildSettings(checkIntervalMs)}${groups.map(describeGroup).join("")}`);
  const child = spawn("haproxy", ["-db", "-q", "-f", file], { stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(child, "exit");
  stopAfterTests(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  await Promise.all(groups.map(({ port }) => waitFor("haproxy", () => answers(port))));
}

function describeGroup({ name, port, replicaPorts }: BalancedGroup): string {
  const servers = replicaPorts.map((replica) => `  server ${name}-${replica} 127.0.0.1:${replica}\n`);
  return `listen ${name}\n  bind 127.0.0.1:${port}\n${servers.join("")}`;
}

/** Whether the load balancer listens: without a replica, it answers 503. */
async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}
