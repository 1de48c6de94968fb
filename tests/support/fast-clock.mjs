// Preload with `NODE_OPTIONS=--import=<this file>`: from CLOCK_START, in milliseconds since 1970, the clock runs CLOCK_RATE
// times as fast, and so does what is repeated at intervals. Timeouts are as long as ever: they bound real work.
const { CLOCK_START, CLOCK_RATE } = process.env;
const start = Number(CLOCK_START);
const rate = Number(CLOCK_RATE);

const readDate = Date.now.bind(Date);
const readClock = performance.now.bind(performance);
const repeat = globalThis.setInterval;

Date.now = () => Math.round(start + (readDate() - start) * rate);
performance.now = () => readClock() * rate;
globalThis.setInterval = (callback, milliseconds, ...args) => repeat(callback, milliseconds / rate, ...args);
globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [target.now()] : args, newTarget),
});
