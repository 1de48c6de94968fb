// Preload with `NODE_OPTIONS=--import=<this file>`: writes every connection, name look-up and datagram that the process
// is about to send to the file NETWORK_RECORD, one JSON object a line, and lets only those to this machine go.
import dgram from "node:dgram";
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

/** Records a use of the network. @returns the error to fail with, or null for one that stays on this machine */
function record(kind, target) {
  appendFileSync(process.env.NETWORK_RECORD, `${JSON.stringify({ kind, target })}\n`);
  return LOOPBACK.test(target) ? null : new Error(`the test blocked ${kind} ${target}`);
}

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  // Node passes its own normalized arguments on as one array.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const { host, path } = typeof first === "object" ? first : { host: second };
  const error = record("connection", path ?? (typeof host === "string" ? host : "localhost"));
  if (error === null) return connect.apply(this, args);
  process.nextTick(() => this.destroy(error));
  return this;
};

for (const method of ["send", "connect"]) {
  const original = dgram.Socket.prototype[method];
  dgram.Socket.prototype[method] = function (...args) {
    const address = args.slice(1).find((argument) => typeof argument === "string") ?? "localhost";
    const error = record("datagram", address);
    if (error !== null) throw error;
    return original.apply(this, args);
  };
}

const isLookup = (name) => /^(lookup|resolve|reverse)/.test(name);

function guardLookups(owner, fail) {
  for (const name of Object.getOwnPropertyNames(owner).filter(isLookup)) {
    const original = owner[name];
    owner[name] = function (target, ...args) {
      const error = record("look-up", String(target));
      return error === null ? original.call(this, target, ...args) : fail(error, args.at(-1));
    };
  }
}

const callBack = (error, callback) => process.nextTick(callback, error);
const reject = (error) => Promise.reject(error);
guardLookups(dns, callBack);
guardLookups(dns.Resolver.prototype, callBack);
guardLookups(Object.getPrototypeOf(dns.Resolver.prototype), callBack);
guardLookups(dns.promises, reject);
guardLookups(dns.promises.Resolver.prototype, reject);
syncBuiltinESMExports();
