// The shadow as a service: devices ask for their document and report.
import type { CloudService } from "../service.js";
import { onShadowGet, onShadowUpdate } from "./shadow.js";

export const SHADOW = {
  name: "shadow",
  uplinks: { shadowGet: onShadowGet, shadowUpdate: onShadowUpdate },
} satisfies CloudService;
