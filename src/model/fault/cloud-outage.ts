// cloud.outage: the front answers nobody and every session ends. Felt by all entities with a session of their own, in one
// region or everywhere. FLT-9.
import { sessionCut } from "./session-cut.js";

export const cloudOutage = sessionCut("cloud-outage");
