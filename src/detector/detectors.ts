// All kinds of detectors, in the order in which they look; new ones come last: a finding's number is its place here, and part
// of the digest. A new kind is one file, and its name here.
import type { Figures } from "../core/params.js";
import type { Detector } from "./detector.js";
import { drift } from "./drift.js";
import { silence } from "./silence.js";
import { spike } from "./spike.js";
import { stuck } from "./stuck.js";

const ALL = [stuck, silence, spike, drift] as const;

type Known = (typeof ALL)[number];
export type DetectorKind = Known["kind"];

export const DETECTORS: readonly Detector[] = ALL as readonly unknown[] as readonly Detector[];
export const DETECTOR_KINDS: readonly DetectorKind[] = ALL.map(({ kind }) => kind);

/** What a gateway is told, by detector; one that is not here is not at work. */
export type DetectorFigures = { readonly [One in Known as One["kind"]]?: Figures<One["params"]> };
