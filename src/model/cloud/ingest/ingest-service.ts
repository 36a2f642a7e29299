// The ingest as a service: telemetry.
import type { CloudService } from "../service.js";
import { onReading, onSummary } from "./ingest.js";

export const INGEST = {
  name: "ingest",
  uplinks: { reading: onReading, summary: onSummary },
} satisfies CloudService;
