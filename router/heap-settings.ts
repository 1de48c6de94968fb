import { setFlagsFromString } from "node:v8";

// V8's settings for a process that keeps little and throws much away. Import this module before anything that is large.

// By its own choice V8 lets the old generation grow to a multiple of what is alive in it before it looks for garbage:
// a router under load then holds more garbage than anything else.
setFlagsFromString("--heap-growing-percent=50");

// The one WebAssembly module here is undici's HTTP parser. Optimizing it takes 35 MB for a moment, at the first
// requests, for a gain that the benchmark cannot tell from noise.
setFlagsFromString("--liftoff-only");
