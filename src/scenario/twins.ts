// Twins by name: twins/<name>.yaml in the scenario's folder, then in the shipped set. A group's overrides are laid over
// the twin's text before it is read, so they are checked as strictly as the twin and problems point to them.
import { closest } from "../core/diagnostic.js";
import type { BatteryTwin } from "../spec/power.js";
import type { DeviceTwin, GatewayTwin } from "../spec/twin.js";
import { findChemistry } from "./chemistries.js";
import type { Context } from "./context.js";
import { batteryOf, deviceTwinOf } from "./device-twin.js";
import { beside, inside, stem } from "./files.js";
import { gatewayTwinOf } from "./gateway-twin.js";
import { readBy, shown } from "./issues.js";
import { overrideTree, placedAt } from "./merge.js";
import { checkPower } from "./power-checks.js";
import { Problems } from "./problems.js";
import { radioTwinOf } from "./radio-twin.js";
import { type DeviceTwinText, deviceTwinSchema } from "./schema/twin-device.js";
import { gatewayTwinSchema } from "./schema/twin-gateway.js";
import { shadowPropertiesOf } from "./shadow-twin.js";
import type { Span } from "./source-text.js";
import { childOf, type MapTree, type ScalarTree, spanAt, type Tree, textOf } from "./tree.js";
import { checkTwin } from "./twin-checks.js";

/** The twins that come with the program, for hints. */
export const SHIPPED_TWINS = [
  "air-quality",
  "asset-tracker",
  "camera",
  "cold-chain-logger",
  "energy-meter",
  "fog-gateway",
  "hvac-controller",
  "machine-sensor",
  "occupancy-pir",
  "parking-lora",
  "parking-nbiot",
  "soil-moisture-valve",
  "solar-inverter",
  "temperature-humidity",
  "temperature-wifi",
  "thermostat",
  "vibration-sensor",
  "wearable",
] as const;

/** Finds and reads twins; each file is read once. */
export class Twins {
  private readonly sound = new Map<MapTree, boolean>();

  constructor(private readonly context: Context) {}

  /** The twin a group names, with its overrides, or undefined after telling why not. */
  device(group: Tree): DeviceTwin | undefined {
    const found = this.textFor(group, "device");
    if (found === undefined) return undefined;
    const via = textOf(group, "via");
    return this.deviceOf(found.name, found.tree, via === "direct" || via === "gateway" ? via : null);
  }

  /** A twin's text as a device, or undefined after telling why not. `via`: where a group says another way than the twin. */
  deviceOf(name: string, tree: Tree, via: "direct" | "gateway" | null): DeviceTwin | undefined {
    const { problems } = this.context;
    const text = readBy(problems, deviceTwinSchema, tree, [name]);
    if (text === undefined) {
      this.lookUpChemistry(tree);
      return undefined;
    }
    const battery = this.battery(text, tree);
    const radio = radioTwinOf({ problems, tree, name }, text, via ?? text.attach);
    const before = problems.errorCount;
    const shadow = shadowPropertiesOf({ problems, tree, name }, text);
    const isSound = problems.errorCount === before;
    if (battery === undefined || radio === undefined) return undefined;
    const place = { problems, tree, name };
    const checks = [isSound, checkTwin(place, text, battery), checkPower(place, text, battery, radio)];
    return checks.every(Boolean) ? deviceTwinOf(text, battery, radio, shadow) : undefined;
  }

  /** A twin that cannot be read may name an unknown chemistry as well: all problems are told at once. */
  private lookUpChemistry(twin: Tree): void {
    const battery = childOf(childOf(twin, "power"), "battery");
    const named = textOf(battery, "chemistry");
    if (named !== undefined)
      findChemistry(this.context, named, spanAt(twin, ["power", "battery", "chemistry"]));
  }

  /** The twin's battery, null for one without, or undefined after telling what is wrong with it. */
  private battery(text: DeviceTwinText, twin: Tree): BatteryTwin | null | undefined {
    const { source, battery } = text.power;
    if (source === "mains" || battery === undefined) return null;
    const at = (key: string): Span => spanAt(twin, ["power", "battery", key]);
    const chemistry = findChemistry(this.context, battery.chemistry, at("chemistry"));
    if (chemistry === undefined) return undefined;
    const read = batteryOf(battery, chemistry);
    if (text.power.solar !== undefined && !chemistry.rechargeable)
      this.context.problems.error(
        spanAt(twin, ["power", "solar"]),
        "SCN039",
        `power.solar stands beside ${chemistry.name}, which cannot be charged`,
        "rechargeable are li-ion and lifepo4",
      );
    if (read === undefined)
      this.context.problems.error(
        at("nominal"),
        "SCN039",
        `power.battery.nominal is ${battery.nominal} mV; it must be a multiple of ${chemistry.nominalMv} mV, a cell of ${chemistry.name}`,
        `one cell: nominal: ${chemistry.nominalMv}mV`,
      );
    return read;
  }

  gateway(group: Tree): GatewayTwin | undefined {
    const found = this.textFor(group, "gateway");
    return found === undefined ? undefined : this.gatewayOf(found.name, found.tree);
  }

  /** A twin's text as a gateway, or undefined after telling why not. */
  gatewayOf(name: string, tree: Tree): GatewayTwin | undefined {
    const text = readBy(this.context.problems, gatewayTwinSchema, tree, [name]);
    return text === undefined ? undefined : gatewayTwinOf(text);
  }

  private textFor(group: Tree, kind: "device" | "gateway"): { name: string; tree: Tree } | undefined {
    const { problems } = this.context;
    const asked = childOf(group, "twin") as ScalarTree;
    const name = String(asked.value);
    const document = this.documentOf(name, asked);
    if (document === null) return undefined;
    const is = textOf(document, "kind");
    if (is !== kind && (is === "device" || is === "gateway")) {
      problems.error(asked.at, "SCN032", `twin \`${name}\` is a ${is} twin; here stands a ${kind} twin`);
      return undefined;
    }
    const overrides = childOf(group, "overrides");
    if (overrides?.kind !== "map") return { name, tree: document };
    for (const key of ["twin", "kind"]) {
      const entry = overrides.entries.get(key);
      if (entry)
        problems.error(
          entry.keyAt,
          "SCN010",
          `overrides cannot change \`${key}\``,
          "name another twin instead",
        );
    }
    const base = this.isSound(name, document, kind) ? placedAt(document, overrides, overrides.at) : document;
    return { name, tree: overrideTree(base, overrides) };
  }

  /** Whether a twin's file is fine by itself, so that what is wrong with its overrides is their own fault. */
  private isSound(name: string, document: MapTree, kind: "device" | "gateway"): boolean {
    const known = this.sound.get(document);
    if (known !== undefined) return known;
    const problems = new Problems();
    const alone = new Twins({ ...this.context, problems });
    const twin = kind === "device" ? alone.deviceOf(name, document, null) : alone.gatewayOf(name, document);
    this.sound.set(document, twin !== undefined);
    return twin !== undefined;
  }

  private documentOf(name: string, asked: ScalarTree): MapTree | null {
    const { problems, files, file } = this.context;
    const candidates = [
      beside(asked.at.source.file, `twins/${name}.yaml`),
      beside(file, `twins/${name}.yaml`),
      inside(files.access.shippedRoot, "twins", `${name}.yaml`),
    ];
    const found = files.find(candidates);
    if (found === undefined) {
      const near = closest(name, SHIPPED_TWINS);
      const hint =
        near === undefined
          ? `shipped: ${SHIPPED_TWINS.join(", ")}; or write ${candidates[0]}`
          : `did you mean \`${near}\`?`;
      problems.error(asked.at, "SCN031", `there is no twin \`${name}\``, hint);
      return null;
    }
    const document = files.readDocument(found, asked.at);
    const own = textOf(document ?? undefined, "twin");
    if (document !== null && own !== undefined && own !== stem(found)) {
      const at = childOf(document, "twin")?.at ?? document.at;
      problems.error(
        at,
        "SCN033",
        `the twin is called ${shown(own)}; it must be called \`${stem(found)}\`, as its file is`,
      );
    }
    return document;
  }
}
