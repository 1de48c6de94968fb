import { findPrograms, startServer, type TestServer } from "../../../postgresql/start-server.ts";
import { type RedisServer, startRedisServer } from "../../../redis/redis-server.ts";
import { createRsaSigner } from "../../../support/access-tokens.ts";
import { createDataFolder } from "../../../support/data-folder.ts";
import type { TestProcess, Variables } from "../../../support/process.ts";
import { findDirectLink, type Link, startLink } from "../../../support/silent-link.ts";
import { stopAfterTests } from "../../../support/started-processes.ts";
import { waitFor } from "../../../support/wait-for.ts";
import { findFreePorts } from "./free-ports.ts";
import { type BalancedGroup, startLoadBalancer } from "./load-balancer.ts";
import { type Replicas, startReplicas } from "./replicas.ts";

/** The groups of processes, in the order in which they start. */
export const GROUPS = ["accounts", "books", "comments", "router"] as const;

export type GroupName = (typeof GROUPS)[number];

/** The links that can be made silent. Where a replica is meant, it is the first of its group. */
export interface Links {
  readonly balancerToRouter: Link;
  readonly balancerToBooks: Link;
  readonly routerToBooks: Link;
  readonly booksToPostgresql: Link;
  readonly routerToRedis: Link;
  /** Of all replicas of comments. */
  readonly commentsToFeed: Link;
}

/** A deployment for more than one machine: haproxy before the routers and before each subgraph, PostgreSQL, Redis. */
export interface ScaleStack {
  /** Where clients find the routers. */
  readonly url: string;
  readonly groups: Readonly<Record<GroupName, Replicas>>;
  readonly postgresql: TestServer;
  readonly redis: RedisServer;
  readonly links: Links;
  /** All processes of the product that run now. */
  listProcesses(): readonly TestProcess[];
}

/** One more than there are replicas, for one that replaces another. */
const PORTS_OF_EACH = 3;

/** As tests have them: fifty clients come from one address. */
const LIMITS: Variables = {
  RATE_LIMIT: "100000",
  RATE_LIMIT_BURST: "100000",
  SIGN_INS_PER_ADDRESS: "0",
  REFRESHES_PER_ADDRESS: "0",
  REFRESHES_PER_ACCOUNT: "0",
};

/** How a stack differs from the usual one. */
export interface ScaleStackSettings {
  /** How many replicas there are of each process. */
  readonly count?: number;
  /** Whether the links can be made silent: all that they carry then passes through this process. */
  readonly hasLinks?: boolean;
  /** How often the load balancer checks each replica: often enough to leave one out well within a second. */
  readonly checkIntervalMs?: number;
}

/** Starts the stack. It is stopped at `stopStarted`. */
export async function startScaleStack({
  count = 2,
  hasLinks = false,
  checkIntervalMs = 200,
}: ScaleStackSettings = {}): Promise<ScaleStack> {
  const postgresql = await startServer(findPrograms() ?? "");
  stopAfterTests(() => postgresql.remove());
  const redis = await startRedisServer();
  const ports = await planPorts();
  const links = await startLinks(hasLinks ? startLink : findDirectLink, ports, postgresql, redis);
  await startLoadBalancer(
    GROUPS.map((name) => describeGroup(name, ports[name], links)),
    checkIntervalMs,
  );
  const describe = describeProcesses(ports, links, postgresql, redis);
  const start = async (name: GroupName) => {
    const replicas = await startReplicas({
      entry: name === "router" ? "router/main" : `subgraphs/${name}/main`,
      ports: ports[name].replicas,
      count,
      describe: (port) => describe(name, port === ports[name].replicas[0]),
    });
    const isServed = () => fetch(`http://127.0.0.1:${ports[name].own}/health/ready`).then(({ ok }) => ok);
    await waitFor(`haproxy to find ${name}`, isServed);
    return replicas;
  };
  const groups = {
    accounts: await start("accounts"),
    books: await start("books"),
    comments: await start("comments"),
    router: await start("router"),
  };
  return {
    url: `http://127.0.0.1:${ports.router.own}`,
    groups,
    postgresql,
    redis,
    links,
    listProcesses: () => GROUPS.flatMap((name) => groups[name].list()),
  };
}

interface GroupPorts {
  /** The load balancer's. */
  readonly own: number;
  readonly replicas: readonly number[];
}

type Ports = Readonly<Record<GroupName, GroupPorts>>;

async function planPorts(): Promise<Ports> {
  const plan = async () => {
    const [own = 0, ...replicas] = await findFreePorts(1 + PORTS_OF_EACH);
    return { own, replicas };
  };
  return { accounts: await plan(), books: await plan(), comments: await plan(), router: await plan() };
}

async function startLinks(
  start: typeof startLink,
  ports: Ports,
  postgresql: TestServer,
  redis: RedisServer,
): Promise<Links> {
  return {
    balancerToRouter: await start(ports.router.replicas[0] ?? 0),
    balancerToBooks: await start(ports.books.replicas[0] ?? 0),
    routerToBooks: await start(ports.books.own),
    booksToPostgresql: await start(postgresql.port),
    routerToRedis: await start(Number(new URL(redis.url).port)),
    commentsToFeed: await start(ports.books.own),
  };
}

/** The groups whose first replica the load balancer reaches over a link. */
const LINKED: Partial<Record<GroupName, keyof Links>> = { router: "balancerToRouter", books: "balancerToBooks" };

function describeGroup(name: GroupName, { own, replicas }: GroupPorts, links: Links): BalancedGroup {
  const [first = 0, ...others] = replicas;
  const link = LINKED[name];
  return { name, port: own, replicaPorts: [link === undefined ? first : links[link].port, ...others] };
}

function describeProcesses(ports: Ports, links: Links, postgresql: TestServer, redis: RedisServer) {
  const shared = {
    ...LIMITS,
    NODE_ENV: "production",
    DATA_DIR: createDataFolder(),
    TRUSTED_PROXIES: "127.0.0.1",
    JWKS_URL: `http://127.0.0.1:${ports.accounts.own}/.well-known/jwks.json`,
  };
  const { privateKeyPem: JWT_PRIVATE_KEY } = createRsaSigner();
  const findUrl = (port: number) => `http://127.0.0.1:${port}/graphql`;
  const findDatabase = (schema: string, url = postgresql.url) => `${url}postgres?schema=${schema}`;
  const linkedUrl = withPort(postgresql.url, links.booksToPostgresql.port);
  const own: Readonly<Record<GroupName, (isFirst: boolean) => Variables>> = {
    accounts: () => ({ JWT_PRIVATE_KEY, ACCOUNTS_DATABASE_URL: findDatabase("accounts") }),
    books: (isFirst) => ({ BOOKS_DATABASE_URL: findDatabase("books", isFirst ? linkedUrl : postgresql.url) }),
    comments: () => ({
      BOOKS_URL: findUrl(links.commentsToFeed.port),
      COMMENTS_DATABASE_URL: findDatabase("comments"),
    }),
    router: (isFirst) => ({
      SUPERGRAPH_PATH: "supergraph.graphql",
      ACCOUNTS_URL: findUrl(ports.accounts.own),
      BOOKS_URL: findUrl(isFirst ? links.routerToBooks.port : ports.books.own),
      COMMENTS_URL: findUrl(ports.comments.own),
      REDIS_URL: isFirst ? withPort(redis.url, links.routerToRedis.port) : redis.url,
    }),
  };
  return (name: GroupName, isFirst: boolean): Variables => ({ ...shared, ...own[name](isFirst) });
}

function withPort(url: string, port: number): string {
  return url.replace(/:\d+/, `:${port}`);
}
