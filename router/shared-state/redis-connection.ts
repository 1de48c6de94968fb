import type { FastifyBaseLogger } from "fastify";
import { Redis } from "ioredis";

/** A request waits no longer for Redis. Its first silence counts as a loss, so that others do not wait as well. */
const ANSWER_TIMEOUT_MS = 80;
/** How long a server may take to accept a connection and to greet. No request waits for that. */
const CONNECT_TIMEOUT_MS = 1_000;
/** The longest pause before the next try to connect. */
const MAXIMUM_PAUSE_MS = 1_000;

/** A replica keeps nothing, and what is published there reaches few. After a failover, the name leads to another server. */
const READ_ONLY = "READONLY: the server is a replica";

/** Logged where the connection ends without an error. */
const CLOSED = "the connection was closed";

/** A command by its name in ioredis, with its arguments. */
export type Command = readonly [name: string, ...values: (string | number | Buffer)[]];

/** A connection to Redis that nothing has to wait for. */
export type RedisConnection = ReturnType<typeof connectToRedis>;

/**
 * Connects to the server at `url`, now or as soon as it is there, and again after each loss. A loss is logged once, and
 * so is the return; the server's own refusals are logged once for each kind.
 */
export function connectToRedis(url: string, log: FastifyBaseLogger) {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: CONNECT_TIMEOUT_MS,
    // A frozen server would not answer the end of a connection.
    disconnectTimeout: 1,
    retryStrategy: (times) => Math.min(50 * times, MAXIMUM_PAUSE_MS),
  });
  const toldRefusals = new Set<string>();
  let phase: "connecting" | "there" | "away" = "connecting";
  let losses = 0;
  let reason = CLOSED;
  let channel: string | null = null;

  /** ioredis's errors hold the command with its arguments, passwords included: only the message is logged. */
  function noteRefusal({ message }: Error): void {
    const [code = ""] = message.split(" ", 1);
    if (toldRefusals.has(code)) return;
    toldRefusals.add(code);
    log.error({ reason: message }, "Redis refuses what this router asks of it");
  }

  function noteError(error: Error): void {
    if (error.name === "ReplyError") noteRefusal(error);
    reason = error.message;
  }

  function noteLoss(): void {
    if (phase === "away") return;
    if (phase === "there") losses += 1;
    phase = "away";
    log.warn({ reason }, "Redis is away: this router limits rates and keeps answers by itself");
  }

  /** In a database that the server has not, the driver would go on in another one, which others may use. */
  async function isInDatabase(): Promise<boolean> {
    const { db = 0 } = client.options;
    return db === 0 || (await client.select(db).then(() => true, noteError)) === true;
  }

  async function isReplica(): Promise<boolean> {
    const replication = await client.info("replication").catch(noteError);
    return /^role:slave/m.test(replication ?? "");
  }

  /** Connects again after a pause, unless that has happened meanwhile, or the router has ended. */
  function leaveReplica(): void {
    reason = READ_ONLY;
    noteLoss();
    setTimeout(() => {
      if (client.status === "ready") client.disconnect(true);
    }, MAXIMUM_PAUSE_MS).unref();
  }

  async function subscribe(): Promise<void> {
    if (channel !== null) await client.subscribe(channel).catch(noteError);
  }

  async function noteReady(): Promise<void> {
    if (!(await isInDatabase())) return;
    if (await isReplica()) return leaveReplica();
    await subscribe();
    if (client.status !== "ready") return;
    if (client.mode !== "normal") return noteRefusal(new Error("RESP3 is missing: Redis 6, or Valkey, has it"));
    log.info("Redis is there: this router shares rates, persisted queries and answers");
    phase = "there";
    reason = CLOSED;
    toldRefusals.clear();
  }

  function leave(why: string): void {
    if (phase !== "there") return;
    reason = why;
    noteLoss();
    client.disconnect(true);
  }

  function readResult(error: Error | null, result: unknown): unknown {
    if (error?.message.startsWith("READONLY")) leave(READ_ONLY);
    else if (error?.name === "ReplyError") noteRefusal(error);
    return error === null ? result : null;
  }

  client.on("error", noteError);
  client.on("close", noteLoss);
  client.on("ready", () => void noteReady());

  return {
    isThere: () => phase === "there",
    /**
     * Runs commands in one round trip. Never throws.
     * @returns their results, null for one that is refused; null: Redis is away, or does not answer in time
     */
    async run(commands: readonly Command[]): Promise<readonly unknown[] | null> {
      if (phase !== "there") return null;
      const running = client.pipeline(commands.map((command) => [...command])).exec();
      const results = await withinTime(running, () => leave(`no answer within ${ANSWER_TIMEOUT_MS} ms`));
      if (results === null || phase !== "there") return null;
      return results.map(([error, result]) => readResult(error, result));
    },
    /** Hears from now on what is published in `next`, and nothing else. */
    async listen(next: string): Promise<void> {
      const before = channel;
      channel = next;
      if (phase !== "there" || before === next) return;
      if (before !== null) await client.unsubscribe(before).catch(noteError);
      await subscribe();
    },
    onMessage(listener: (channel: string, message: Buffer) => void): void {
      client.on("messageBuffer", (from: Buffer, message: Buffer) => listener(from.toString(), message));
    },
    countLosses: () => losses,
    close(): void {
      phase = "away";
      client.disconnect();
    },
  };
}

/** Null after the time; `onLate` is called then. An error is null, too: the connection's own events tell of it. */
async function withinTime<Result>(running: Promise<Result>, onLate: () => void): Promise<Result | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      // A busy process reads the answer only after its overdue timers.
      setImmediate(() => {
        resolve(null);
        if (timer !== undefined) onLate();
      });
    }, ANSWER_TIMEOUT_MS);
  });
  try {
    return await Promise.race([running, late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    timer = undefined;
  }
}
