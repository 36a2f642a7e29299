// Which detectors look at which devices of a gateway, and what they keep: one block of columns a detector, rows by local device,
// none where no gateway of the cell uses it. What a gateway keeps of one device is a list of figures that others can take over.
import {
  createMemory,
  type Detector,
  type Looks,
  type Memory,
  type SensorKind,
  type Verdict,
} from "../../detector/detector.js";
import { DETECTORS, type DetectorFigures } from "../../detector/detectors.js";
import type { DeviceTwin, GatewayTwin } from "../../spec/twin.js";

type Figures = Readonly<Record<string, number>>;

/** A detector at work, and when it looks. */
export interface Watcher<When extends keyof Looks> {
  /** Its place among all: of its finding in the vocabulary, of its memory in a cell. */
  readonly index: number;
  /** Its finding, among those of a device. */
  readonly bit: number;
  readonly figures: Figures;
  readonly judge: (look: Looks[When], memory: Memory, figures: Figures) => Verdict;
}

const told = (figures: DetectorFigures): Partial<Record<string, Figures>> => figures;

/** What a gateway knows of a device by its make. */
const sensorOf = ({ reporting, signal }: DeviceTwin): SensorKind => ({
  reports: reporting.mode,
  signal: signal.kind,
});

/** Those that look at devices of a twin behind a gateway of another, at one of the moments there are. */
export const watchersOf = <When extends keyof Looks>(
  { detectors }: GatewayTwin,
  device: DeviceTwin,
  judgeOf: (detector: Detector) => Watcher<When>["judge"] | undefined,
): Watcher<When>[] =>
  DETECTORS.flatMap((detector, index) => {
    const figures = told(detectors)[detector.kind];
    const judge = judgeOf(detector);
    if (figures === undefined || judge === undefined || detector.fits?.(sensorOf(device)) === false)
      return [];
    return [{ index, bit: 1 << index, figures, judge }];
  });

/** Findings that are over when the device is heard, as bits. */
export const ENDS_WHEN_HEARD = DETECTORS.reduce(
  (bits, { endsWhenHeard }, index) => (endsWhenHeard ? bits | (1 << index) : bits),
  0,
);

/** @param twins of the gateways of the cell */
export const createWatched = (devices: number, twins: readonly GatewayTwin[]): Memory[] =>
  DETECTORS.map(({ kind, memory }) => {
    const isUsed = twins.some(({ detectors }) => told(detectors)[kind] !== undefined);
    return createMemory(memory, isUsed ? devices : 0);
  });

const columnsOf = (watched: readonly Memory[]): Memory[string][] =>
  watched.flatMap((memory) => Object.values(memory)).filter(({ length }) => length > 0);

/** What the detectors keep of a device. */
export const keptOf = (watched: readonly Memory[], device: number): number[] =>
  columnsOf(watched).map((column) => column[device]);

/** They keep that from now on; null: nothing yet. */
export const keep = (watched: readonly Memory[], device: number, kept: readonly number[] | null): void => {
  columnsOf(watched).forEach((column, at) => {
    column[device] = kept === null ? 0 : kept[at];
  });
};
