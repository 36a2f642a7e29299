#!/usr/bin/env node
// Maps are read with the files they belong to: stacks name sources only when that is said before.
if (process.env.IOTCTL_DEBUG) process.setSourceMapsEnabled(true);
await import("../dist/bundle/main.js");
