// The files of a run's firmware: images, patches, and what checking them comes to. A pure function of the plan, so all
// cells and the cloud of a thread share one; what costs milliseconds (a diff, a signature) is done once per version and
// base, however many devices ask. Bytes of large images are not kept but made again, except the file that was served last.
import type { KeyObject } from "node:crypto";
import type { FirmwareSpec } from "../../spec/firmware.js";
import type { FleetPlan } from "../plan/plan.js";
import {
  damageBytes,
  damageImage,
  type FirmwareImage,
  freshBytes,
  grownBytes,
  type ImageDefect,
  signImage,
  vendorKey,
  verifyImage,
} from "./image.js";
import { applyPatch, makePatch } from "./patch.js";

/** Larger images are not kept. */
const KEPT_BYTES_MAX = 8_000_000;
/** A base as somebody else built it differs from here on, as a share of its length. */
const OTHER_BUILD_FROM = 0.75;

/** What the device finds when it has a file and checks what comes of it. */
export type ImageVerdict = { isGenuine: true } | { isGenuine: false; reason: string };

const GENUINE: ImageVerdict = { isGenuine: true };
const FORGED: ImageVerdict = { isGenuine: false, reason: "signature or hash does not match" };

export class FirmwareStore {
  private readonly specs = new Map<string, FirmwareSpec>();
  private readonly images = new Map<number, FirmwareImage>();
  private readonly patches = new Map<number, Uint8Array>();
  private readonly verdicts = new Map<number, ImageVerdict>();
  private key: KeyObject | null = null;
  /** The file whose blocks are served now: a fleet downloads the same one, block after block. */
  private served: { version: number; isDelta: boolean; bytes: Uint8Array } | null = null;

  constructor(private readonly plan: FleetPlan) {
    for (const spec of plan.scenario.firmware) this.specs.set(spec.version, spec);
  }

  private specOf(version: number): FirmwareSpec | undefined {
    return this.specs.get(this.plan.versions[version]);
  }

  /** Bytes of a whole image. A version that no scenario declares is as long as the one that is a delta of it. */
  imageBytes(version: number): number {
    const name = this.plan.versions[version];
    const declared = this.specs.get(name);
    if (declared !== undefined) return declared.sizeBytes;
    for (const spec of this.specs.values()) if (spec.delta?.from === name) return spec.sizeBytes;
    return 0;
  }

  /** The version a patch of `version` is for, or -1 where it has none. */
  baseOf(version: number): number {
    const from = this.specOf(version)?.delta?.from;
    return from === undefined ? -1 : this.plan.versions.indexOf(from);
  }

  /** The vendor's image of a version. */
  image(version: number): FirmwareImage {
    const known = this.images.get(version);
    if (known !== undefined) return known;
    const { runKey, versions } = this.plan;
    const fresh = freshBytes(runKey, versions[version], this.imageBytes(version));
    const delta = this.specOf(version)?.delta ?? null;
    const base = this.baseOf(version);
    const bytes =
      delta === null || base < 0 ? fresh : grownBytes(this.image(base).bytes, fresh, delta.sizeBytes);
    const image = signImage(runKey, versions[version], bytes);
    if (bytes.length <= KEPT_BYTES_MAX) this.images.set(version, image);
    return image;
  }

  private defectOf(version: number): FirmwareSpec["defect"] {
    return this.specOf(version)?.defect ?? "none";
  }

  private imageDefect(version: number): ImageDefect {
    const defect = this.defectOf(version);
    return defect === "corrupt" || defect === "truncated" || defect === "wrong-key" ? defect : "none";
  }

  /** The patch of a version for its base, as it is served. */
  private patch(version: number): Uint8Array {
    const known = this.patches.get(version);
    if (known !== undefined) return known;
    const base = this.baseOf(version);
    let bytes = this.image(base).bytes;
    if (this.defectOf(version) === "wrong-base") {
      // Made against another build of the base: the same at first, then not.
      const other = freshBytes(this.plan.runKey, `${this.plan.versions[base]}+other`, bytes.length);
      const from = Math.floor(bytes.length * OTHER_BUILD_FROM);
      other.set(bytes.subarray(0, from));
      bytes = other;
    }
    const patch = damageBytes(makePatch(bytes, this.image(version).bytes), this.imageDefect(version));
    this.patches.set(version, patch);
    return patch;
  }

  /** The file a device downloads: the patch, or the image as it is served. */
  file(version: number, isDelta: boolean): Uint8Array {
    const { served } = this;
    if (served?.version === version && served.isDelta === isDelta) return served.bytes;
    const bytes = isDelta
      ? this.patch(version)
      : damageBytes(this.image(version).bytes, this.imageDefect(version));
    this.served = { version, isDelta, bytes };
    return bytes;
  }

  /** Length of that file. A damaged one is announced as long as it should be. */
  fileBytes(version: number, isDelta: boolean): number {
    return isDelta ? this.patch(version).length : this.imageBytes(version);
  }

  /**
   * What a device that runs `running` finds: it applies the patch to the bytes of the slot it runs from (or takes the image
   * as it came), then checks hash and signature. Worked out once for each version and base.
   */
  verdict(version: number, isDelta: boolean, running: number): ImageVerdict {
    const key = (version * 2 + Number(isDelta)) * this.plan.versions.length + (isDelta ? running : 0);
    const known = this.verdicts.get(key);
    if (known !== undefined) return known;
    const found = this.check(version, isDelta, running);
    this.verdicts.set(key, found);
    return found;
  }

  private check(version: number, isDelta: boolean, running: number): ImageVerdict {
    const { runKey } = this.plan;
    this.key ??= vendorKey(runKey);
    const manifest = damageImage(this.image(version), this.imageDefect(version), runKey);
    if (!isDelta) return verifyImage(manifest, this.key) ? GENUINE : FORGED;
    const patched = applyPatch(this.image(running).bytes, this.patch(version), this.imageBytes(version));
    if (!patched.ok) return { isGenuine: false, reason: `the patch cannot be used: ${patched.reason}` };
    return verifyImage({ ...manifest, bytes: patched.bytes }, this.key) ? GENUINE : FORGED;
  }
}

const stores = new WeakMap<FleetPlan, FirmwareStore>();

/** The firmware files of a plan. */
export const firmwareStore = (plan: FleetPlan): FirmwareStore => {
  let store = stores.get(plan);
  if (store === undefined) {
    store = new FirmwareStore(plan);
    stores.set(plan, store);
  }
  return store;
};
