// A twin's shadow properties, read: initial maps become dotted properties, what a property sets is looked up in the twin,
// which also gives its initial value where the property has none, so that the two cannot disagree.
import { sortedBy } from "../core/order.js";
import type { ShadowPropertyTwin, ShadowValue } from "../spec/shadow.js";
import { APN } from "../spec/shadow.js";
import type { Problems } from "./problems.js";
import type { DeviceTwinText, ShadowPropertyText } from "./schema/twin-device.js";
import { settingNamed, UNIT_MS } from "./shadow-settings.js";
import { badList, leavesOfTree, pathFault, shownPath } from "./shadow-values.js";
import type { Span } from "./source-text.js";
import { childOf, itemsOf, type MapTree, type Path, plainOf, spanAt, type Tree } from "./tree.js";

interface Place {
  problems: Problems;
  /** The twin. */
  tree: Tree;
  name: string;
}

interface Reading {
  text: ShadowPropertyText;
  twin: DeviceTwinText;
  tell: (key: string, code: Parameters<Problems["error"]>[1], message: string, hint?: string) => void;
}

const round = (value: number): number => Number(value.toPrecision(12));

type Setting = Exclude<ReturnType<typeof settingNamed>, { hint: string }>;

/** What a property sets, and the unit of a duration (else null); undefined after telling what is wrong. */
const setByName = (
  { text, twin, tell }: Reading,
  sets: string,
): { setting: Setting; unitMs: number | null } | undefined => {
  const { unit } = text;
  const setting = settingNamed(sets, twin);
  if ("hint" in setting) {
    tell("sets", "SCN013", `sets \`${sets}\`, which no device of this twin has`, setting.hint);
    return undefined;
  }
  if (setting.kind !== "duration") return { setting, unitMs: null };
  if (unit !== undefined && Object.hasOwn(UNIT_MS, unit)) return { setting, unitMs: UNIT_MS[unit] };
  tell("unit", "SCN015", `sets a duration; its unit must be one of ${Object.keys(UNIT_MS).join(", ")}`);
  return undefined;
};

/** What a property begins with that sets something of its twin: the twin's own value; undefined after telling why not. */
const startByTwin = (
  { text, twin, tell }: Reading,
  sets: string,
  { setting, unitMs }: { setting: Setting; unitMs: number | null },
  written: ShadowValue | undefined,
): ShadowValue | undefined => {
  const ownBase = setting.own(twin);
  const own = ownBase === undefined ? undefined : round(ownBase / (unitMs ?? 1));
  const initial = written ?? own;
  const silent = `sets ${sets}, of which the twin says nothing`;
  if (initial === undefined) {
    tell("sets", "SCN011", silent, "give the twin that, or the property an `initial`");
    return undefined;
  }
  const [type, word] = setting.kind === "text" ? ["string", "text"] : ["number", "number"];
  if (typeof initial !== type) {
    tell("initial", "SCN012", `sets ${sets}; its initial value must be a ${word}`);
    return undefined;
  }
  if (sets !== APN && own === undefined) {
    tell("sets", "SCN011", silent, "give the twin that first");
    return undefined;
  }
  if (own !== undefined && initial !== own) {
    const inUnit = unitMs === null ? "" : ` ${text.unit}`;
    tell(
      "initial",
      "SCN029",
      `begins with ${initial}${inUnit}, but the twin's ${sets} is ${own}${inUnit}`,
      "leave `initial` out: it is then the twin's",
    );
    return undefined;
  }
  return initial;
};

/** The value the property begins with and its unit, or undefined after telling what is wrong. */
const startOf = (
  reading: Reading,
  written: ShadowValue | undefined,
): { initial: ShadowValue; unitMs: number | null } | undefined => {
  const { sets } = reading.text;
  if (sets === undefined) {
    if (written !== undefined) return { initial: written, unitMs: null };
    const hint = "only one that `sets` something of the twin has it from there";
    reading.tell("name", "SCN011", "has no initial value", hint);
    return undefined;
  }
  const by = setByName(reading, sets);
  if (by === undefined) return undefined;
  const initial = startByTwin(reading, sets, by, written);
  return initial === undefined ? undefined : { initial, unitMs: by.unitMs };
};

/** Limits that fit the property and that its initial value keeps. */
const checkLimits = ({ text, tell }: Reading, initial: ShadowValue): void => {
  const { min, max, oneOf, works, sets } = text;
  const isNumber = typeof initial === "number";
  if (!isNumber && (min !== undefined || max !== undefined))
    tell(min === undefined ? "max" : "min", "SCN017", "has a limit, but is not a number");
  if (min !== undefined && max !== undefined && min > max)
    tell("min", "SCN029", `has min ${min} above max ${max}; it would take nothing`);
  else if (
    text.initial !== undefined &&
    isNumber &&
    ((min !== undefined && initial < min) || (max !== undefined && initial > max))
  )
    tell("initial", "SCN029", `begins with ${initial}, outside its own limits`);
  if (oneOf !== undefined && !oneOf.includes(initial as string))
    tell("initial", "SCN029", `begins with ${String(initial)}, which its oneOf does not list`);
  if (works !== undefined && sets !== APN)
    tell("works", "SCN017", `has works, which belongs to a property that sets ${APN}`);
};

/** A property with its first value, and everything else as it is written. */
const propertyOf = (
  text: ShadowPropertyText,
  name: string,
  initial: ShadowValue,
  unitMs: number | null,
): ShadowPropertyTwin => ({
  name,
  initial,
  policy: text.policy,
  sets: text.sets ?? null,
  unitMs,
  min: text.min ?? null,
  max: text.max ?? null,
  oneOf: text.oneOf ?? null,
  works: text.works ?? (text.sets === APN ? [initial] : []),
});

/** A property whose first value is a map: each value in it is a property of its own. */
const readMap = (place: Place, { text, tell }: Reading, tree: MapTree): ShadowPropertyTwin[] => {
  if (text.sets !== undefined || text.min !== undefined || text.oneOf !== undefined) {
    const message = "is a map; what it sets and its limits belong to the properties in it";
    tell("initial", "SCN017", message, "write each by its dotted name");
    return [];
  }
  const parts = leavesOfTree(tree, `${text.name}.`);
  const bad = parts.find(({ path }) => pathFault(path) !== undefined);
  if (bad !== undefined) {
    const message = `${place.name}.shadow property \`${shownPath(bad.path)}\` ${pathFault(bad.path)}`;
    place.problems.error(bad.keyAt, "SCN016", message);
    return [];
  }
  return parts.map((part) => propertyOf(text, part.path, plainOf(part.value) as ShadowValue, null));
};

const readOne = (
  place: Place,
  twin: DeviceTwinText,
  text: ShadowPropertyText,
  index: number,
): ShadowPropertyTwin[] => {
  const path: Path = ["shadow", index];
  const tell: Reading["tell"] = (key, code, message, hint) =>
    place.problems.error(
      spanAt(place.tree, [...path, key]),
      code,
      `${place.name}.shadow property \`${text.name}\` ${message}`,
      hint,
    );
  const reading: Reading = { text, twin, tell };
  const tree = childOf(itemsOf(place.tree, "shadow")[index], "initial");
  const list = tree === undefined ? null : badList(tree);
  if (list !== null) {
    tell("initial", "SCN012", "has an empty value (null) in a list", "a list holds values only");
    return [];
  }
  const fault = pathFault(text.name);
  if (fault !== undefined) {
    tell("name", "SCN016", fault);
    return [];
  }
  if (tree?.kind === "map") return readMap(place, reading, tree);
  const start = startOf(reading, text.initial as ShadowValue | undefined);
  if (start === undefined) return [];
  checkLimits(reading, start.initial);
  return [propertyOf(text, text.name, start.initial, start.unitMs)];
};

/** The properties in order of their names. */
export const shadowPropertiesOf = (place: Place, twin: DeviceTwinText): ShadowPropertyTwin[] => {
  const read = twin.shadow.flatMap((text, index) =>
    readOne(place, twin, text, index).map((property) => ({
      property,
      at: spanAt(place.tree, ["shadow", index, "name"]),
    })),
  );
  const sorted = sortedBy(read, ({ property }) => property.name);
  sorted.forEach(({ property: { name }, at }, index) => {
    const clash = sorted
      .slice(0, index)
      .find(({ property: other }) => other.name === name || name.startsWith(`${other.name}.`));
    if (clash === undefined) return;
    const what =
      clash.property.name === name
        ? "is there twice"
        : `stands below \`${clash.property.name}\`, which is a value`;
    place.problems.error(at as Span, "SCN018", `${place.name}.shadow property \`${name}\` ${what}`);
  });
  return sorted.map(({ property }) => property);
};
