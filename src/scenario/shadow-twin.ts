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
import { childOf, itemsOf, type Path, plainOf, spanAt, type Tree } from "./tree.js";

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

/** The value the property begins with and its unit, or undefined after telling what is wrong. */
const startOf = (
  { text, twin, tell }: Reading,
  written: ShadowValue | undefined,
): { initial: ShadowValue; unitMs: number | null } | undefined => {
  const { sets, unit } = text;
  if (sets === undefined) {
    if (written !== undefined) return { initial: written, unitMs: null };
    tell(
      "name",
      "SCN011",
      "has no initial value",
      "only one that `sets` something of the twin has it from there",
    );
    return undefined;
  }
  const setting = settingNamed(sets, twin);
  if ("hint" in setting) {
    tell("sets", "SCN013", `sets \`${sets}\`, which no device of this twin has`, setting.hint);
    return undefined;
  }
  const isDuration = setting.kind === "duration";
  if (isDuration && (unit === undefined || !Object.hasOwn(UNIT_MS, unit))) {
    tell("unit", "SCN015", `sets a duration; its unit must be one of ${Object.keys(UNIT_MS).join(", ")}`);
    return undefined;
  }
  const unitMs = isDuration ? UNIT_MS[unit as string] : null;
  const ownBase = setting.own(twin);
  const own = ownBase === undefined ? undefined : round(ownBase / (unitMs ?? 1));
  const initial = written ?? own;
  if (initial === undefined) {
    tell(
      "sets",
      "SCN011",
      `sets ${sets}, of which the twin says nothing`,
      "give the twin that, or the property an `initial`",
    );
    return undefined;
  }
  if (typeof initial !== (setting.kind === "text" ? "string" : "number")) {
    tell(
      "initial",
      "SCN012",
      `sets ${sets}; its initial value must be a ${setting.kind === "text" ? "text" : "number"}`,
    );
    return undefined;
  }
  if (sets !== APN && own === undefined) {
    tell("sets", "SCN011", `sets ${sets}, of which the twin says nothing`, "give the twin that first");
    return undefined;
  }
  if (own !== undefined && initial !== own) {
    const inUnit = unitMs === null ? "" : ` ${unit}`;
    tell(
      "initial",
      "SCN029",
      `begins with ${initial}${inUnit}, but the twin's ${sets} is ${own}${inUnit}`,
      "leave `initial` out: it is then the twin's",
    );
    return undefined;
  }
  return { initial, unitMs };
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
  const parts = tree?.kind === "map" ? leavesOfTree(tree, `${text.name}.`) : [];
  if (
    tree?.kind === "map" &&
    (text.sets !== undefined || text.min !== undefined || text.oneOf !== undefined)
  ) {
    tell(
      "initial",
      "SCN017",
      "is a map; what it sets and its limits belong to the properties in it",
      "write each by its dotted name",
    );
    return [];
  }
  const property = (name: string, initial: ShadowValue, unitMs: number | null): ShadowPropertyTwin => ({
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
  const badPart = parts.find(({ path }) => pathFault(path) !== undefined);
  if (badPart !== undefined) {
    const why = pathFault(badPart.path);
    place.problems.error(
      badPart.keyAt,
      "SCN016",
      `${place.name}.shadow property \`${shownPath(badPart.path)}\` ${why}`,
    );
    return [];
  }
  if (tree?.kind === "map")
    return parts.map((part) => property(part.path, plainOf(part.value) as ShadowValue, null));
  const start = startOf(reading, text.initial as ShadowValue | undefined);
  if (start === undefined) return [];
  checkLimits(reading, start.initial);
  return [property(text.name, start.initial, start.unitMs)];
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
