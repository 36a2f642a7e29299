import type { CreateWorld } from "../../../src/engine/world.js";
export declare const createWorld: CreateWorld;
