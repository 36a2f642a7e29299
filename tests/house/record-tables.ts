// The tables of docs/records.md: each kind of event and of message, by its declaration.
import { type EventDeclaration, writersOf } from "../../src/event/declare-event.js";
import type { About, AnyMessage, Metered, Party } from "../../src/event/declare-message.js";
import { EVENT_KINDS } from "../../src/event/events.js";
import type { Field } from "../../src/event/field.js";
import { code, table } from "./markdown.js";

/** More names are found in src/event/vocabulary.ts. */
const NAMES_SHOWN = 7;

const namesWords = (names: NonNullable<Field["names"]>): string => {
  if (typeof names === "string") return `of the run's ${names}`;
  return names.length > NAMES_SHOWN ? `one of ${names.length}` : names.join(", ");
};

/** `chargePpm` charge left (ppm); what an index may be, by its names. */
const fieldWords = ([name, { is, says, unit = "", names, isOptional }]: [string, Field]): string => {
  const more = [
    is === "number" || is === "count" ? unit : is === "index" ? "" : is,
    ...(names === undefined ? [] : [namesWords(names)]),
    isOptional ? "-1: nothing" : "",
  ].filter((part) => part !== "");
  return `${code(name)} ${says}${more.length === 0 ? "" : ` (${more.join("; ")})`}`;
};

const ownerWords = ({ about }: EventDeclaration): string =>
  about === "entity" ? "who it is written under" : about === "nobody" ? "nobody" : code(about);

export const events = (): string =>
  table(
    [
      "event",
      "code",
      "by",
      "about",
      "says",
      "fields, in the order of their columns",
      "text",
      "when erased",
      "table",
    ],
    EVENT_KINDS.map(([name, of]) => [
      code(name),
      String(of.kind),
      writersOf(of).join(", "),
      ownerWords(of),
      of.says,
      Object.entries(of.fields).map(fieldWords).join("; "),
      of.text?.says ?? "",
      of.whenErased,
      of.table === undefined ? "" : code(`usable.${of.table.name}`),
    ]),
  );

const PARTIES: Readonly<Record<Party, string>> = {
  device: "device",
  gateway: "gateway",
  either: "device, gateway",
};
const ABOUT: Readonly<Record<About, string>> = {
  party: "the sender or receiver",
  group: "the devices of the group",
  named: "those it names",
  nobody: "nobody",
};

const METERED: Readonly<Record<Metered, string>> = {
  message: "the message",
  service: "its service",
  free: "",
};

/** `party`: what the far end from the cloud is to these messages. */
export const messages = (of: readonly AnyMessage[], party: "by" | "for"): string =>
  table(
    [
      "message",
      "code",
      party,
      "about",
      "way",
      "packet",
      "says",
      "fields",
      "text",
      "after a revocation",
      ...(party === "by" ? ["metered by"] : []),
    ],
    of.map(({ name, kind, spec }) => [
      code(name),
      String(kind),
      PARTIES[spec.party],
      ABOUT[spec.about],
      spec.way,
      spec.packet,
      spec.says,
      Object.entries(spec.fields).map(fieldWords).join("; "),
      spec.body ?? "",
      spec.afterRevocation ? "yes" : "",
      ...(party === "by" ? [METERED[spec.metered ?? "free"]] : []),
    ]),
  );
