import { setFlagsFromString } from "node:v8";

// V8's settings for a process that keeps little and throws much away. Import this module before anything that is large.

// By its own choice V8 lets the old generation grow to a multiple of what is alive in it before it looks for garbage:
// a router under load then holds more garbage than anything else. Less than this costs large answers dearly.
setFlagsFromString("--heap-growing-percent=70");

// Where some objects lived long V8 would put all that are made there into the old generation at once: the answers of
// requests are made in the same places as what is kept of operations, and would wait there for a full collection.
setFlagsFromString("--no-allocation-site-pretenuring");

// The one WebAssembly module here is undici's HTTP parser. Optimizing it takes 35 MB for a moment, at the first
// requests, for a gain that the benchmark cannot tell from noise.
setFlagsFromString("--liftoff-only");
