// What a kind of message is, said once: which numbers it carries, who sends it, whose data it is, how it travels. From it
// come the accessors of its columns, the wire format (live/codec.ts), what waits for a sleeping device, what a revoked one may
// still say, and the table in docs/records.md.
import { accessorsOf, type ColumnOf, type Fields } from "./field.js";

/** What a message says of itself on the wire besides its fields (live/codec.ts): no field may be called so. */
export const WIRE_HEAD = ["synthetic", "kind", "device", "seq", "atMs", "bytes", "document", "body"] as const;

/** Names that a declaration itself has, beside those of the wire's head. */
type Taken = (typeof WIRE_HEAD)[number] | "name" | "spec";

/**
 * How a message travels. Up: `data`, nobody waits for anything; `request`, its sender's cell may not run past the earliest
 * possible answer. Down: `answer` to a request; `unasked`, what the cloud starts by itself, at control ticks only, which waits
 * for a device that sleeps; `wire`, what happens to the connection itself, which is felt at once.
 */
export type UpWay = "data" | "request";
export type DownWay = "answer" | "unasked" | "wire";

/** Who is at the far end from the cloud. */
export type Party = "device" | "gateway" | "either";

/** Whose data it is, for erasure: the party's, that of the devices of a group, that of the devices it names, nobody's. */
export type About = "party" | "group" | "named" | "nobody";

/**
 * How the provider counts an uplink: as one `message` of its size, when it arrives; by the rules of its `service` (a reading
 * triggers a rule, a shadow has operations of its own, a refused identity is not served); or it is `free`.
 */
export type Metered = "message" | "service" | "free";

export interface MessageSpec<Way extends string = string, Own extends Fields = Fields> {
  readonly says: string;
  readonly way: Way;
  readonly party: Party;
  readonly about: About;
  /** The MQTT packet it is. What is no PUBLISH belongs to the service: it is not acknowledged, and metered by rules of its own. */
  readonly packet: "PUBLISH" | "CONNECT" | "CONNACK" | "DISCONNECT";
  /** Up: the cloud takes notice of it though the sender's credential was revoked. Down: a decommissioned device still does. */
  readonly afterRevocation: boolean;
  /** Up, and must be answered there, so that no kind is carried for nothing by mistake. What runs down is counted as it is sent. */
  readonly metered?: Metered;
  readonly fields: Own;
  /** What its text is; without one it has none. */
  readonly body?: string;
  /** What it is about: where one waits, another of the same kind about the same thing is the same news. */
  readonly subject?: string;
  /** Answers: to requests that a device sends as it joins its network, whose accept has room of its own. */
  readonly endsJoin?: boolean;
}

/** A kind of message: `Reading.kind` is its code, `Reading.value(block)[row]` one of its numbers. */
export type Message<
  Way extends string = string,
  Name extends string = string,
  Own extends Fields = Fields,
> = {
  readonly kind: number;
  readonly name: Name;
  readonly spec: MessageSpec<Way, Own>;
} & { readonly [Field in keyof Own]: ColumnOf };

/** A message of any kind, where nothing of its own is asked for. */
export type AnyMessage = Pick<Message, "kind" | "name" | "spec">;
export type Uplink = Pick<Message<UpWay>, "kind" | "name" | "spec">;

/** Codes are below this. */
export const KINDS_MAX = 64;

const declare = <Way extends string, Name extends string, Own extends Fields>(
  kind: number,
  name: Name,
  spec: MessageSpec<Way, Own>,
): Message<Way, Name, Own> => ({ kind, name, spec, ...accessorsOf(spec.fields) });

type Declared<Way extends string, Own extends Fields> = MessageSpec<Way, Own> & {
  readonly fields: { readonly [Name in Taken]?: never };
  readonly subject?: string & keyof Own;
};

/** Declares a kind that runs from a cell to the cloud. */
export const uplink = <Name extends string, Own extends Fields>(
  kind: number,
  name: Name,
  spec: Declared<UpWay, Own> & { readonly metered: Metered },
): Message<UpWay, Name, Own> => declare<UpWay, Name, Own>(kind, name, spec);

/** Declares a kind that runs from the cloud to a cell. */
export const downlink = <Name extends string, Own extends Fields>(
  kind: number,
  name: Name,
  spec: Declared<DownWay, Own>,
): Message<DownWay, Name, Own> => declare<DownWay, Name, Own>(kind, name, spec);
