// All kinds of event rows: rare things that each become one row (state changes, alerts, update steps, faults...). Frequent things
// (telemetry) are counted in metrics and fog windows instead. A kind is declared once, in events/; from that come its
// columns (event.ts), its view (store/event-views.ts), the promotion checks (store/promotion.ts), what erasure does to it
// (store/erasure.ts), the words of its table (store/catalog.ts) and its line in docs/records.md.
import type { EventDeclaration } from "./declare-event.js";
import { cloudEvents } from "./events/cloud.js";
import { edgeEvents } from "./events/edge.js";
import { faultEvents } from "./events/fault.js";
import { lifeEvents } from "./events/life.js";
import { shadowEvents } from "./events/shadow.js";
import { updateEvents } from "./events/update.js";

export const Events = {
  ...lifeEvents,
  ...updateEvents,
  ...shadowEvents,
  ...faultEvents,
  ...edgeEvents,
  ...cloudEvents,
};
export type EventName = keyof typeof Events;

/** Each kind with its name, by code. */
export const EVENT_KINDS: readonly (readonly [EventName, EventDeclaration])[] = (
  Object.entries(Events) as [EventName, EventDeclaration][]
).sort(([, one], [, other]) => one.kind - other.kind);

const BY_KIND = new Map(EVENT_KINDS.map((each) => [each[1].kind, each]));
if (BY_KIND.size < EVENT_KINDS.length) throw new Error("two kinds of events have the same code");

/** The declaration of a stored code; undefined where no kind has it. */
export const eventOf = (kind: number): EventDeclaration | undefined => BY_KIND.get(kind)?.[1];

export const eventKindName = (kind: number): string => BY_KIND.get(kind)?.[0] ?? "unknown";

/** Names by code; a code nobody has is `kind-88`. */
export const eventKindNames = (): string[] =>
  Array.from(
    { length: 1 + EVENT_KINDS[EVENT_KINDS.length - 1][1].kind },
    (_, kind) => BY_KIND.get(kind)?.[0] ?? `kind-${kind}`,
  );

/** So many payload columns are in use: the widest kind's. */
export const PAYLOAD_WIDTH = Math.max(...EVENT_KINDS.map(([, { names }]) => names.length));
