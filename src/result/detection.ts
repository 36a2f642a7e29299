// How well gateways found what was wrong with their devices, held against what was injected (final.detection).

export interface DetectionFigure {
  tenant: string;
  /** What was found odd. */
  anomaly: string;
  /** Findings; those of them that nothing injected explains. */
  found: number;
  falseAlarms: number;
  /** Faults that should have been found, those that were, those that were not. */
  injected: number;
  hits: number;
  misses: number;
  /** Shares 0..1; null where nothing was found, or injected. */
  precision: number | null;
  recall: number | null;
  /** From begin to finding, of the hits; null without one. */
  medianTimeToFindMs: number | null;
}
