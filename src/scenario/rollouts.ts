// firmware and rollouts: versions looked up, stages rising, abort criteria read. Defaults: 1, 10, 50, 100 % with a day
// of soak between, 50 devices a minute growing by half to 1,000 (AWS IoT Jobs' own bounds), no abort criteria.

import type { z } from "zod";
import { formatBytes } from "../core/units.js";
import { OUTCOME_REASONS } from "../event/vocabulary.js";
import type { FirmwareSpec } from "../spec/firmware.js";
import type { AbortRule, RolloutSpec } from "../spec/rollout.js";
import type { Context } from "./context.js";
import type { Fleet } from "./fleet.js";
import { readGate } from "./gates.js";
import { type Item, readItems } from "./issues.js";
import { checkOrder } from "./rollout-order.js";
import { firmwareSchema, type rolloutSchema as RolloutSchema, rolloutSchema } from "./schema/rollout.js";
import { keyHint } from "./schema-parts.js";
import { positionOf } from "./source-text.js";
import { checkLabels, knownVersions, resolveTarget, type TargetScope } from "./targets.js";
import { resolveTime, type TimeScope } from "./times.js";
import { childOf, itemsOf, pathText, spanAt, type Tree, textOf } from "./tree.js";

type FirmwareText = z.output<typeof firmwareSchema>;
type RolloutText = z.output<typeof RolloutSchema>;

/** A patch has to be smaller than its image, a damaged one has to exist, and bases must not go round in circles. */
const checkDelta = (context: Context, firmware: readonly FirmwareSpec[], item: Item<FirmwareText>): void => {
  const { value, tree, path } = item;
  const { delta } = value;
  if (delta === undefined) {
    if (value.defect !== "wrong-base") return;
    const message = `${pathText([...path, "defect"])} is wrong-base, which is about a patch; there is no delta`;
    context.problems.error(spanAt(tree, ["defect"]), "SCN017", message, "give a `delta: {from, size}`");
    return;
  }
  if (delta.size >= value.size) {
    const label = pathText([...path, "delta", "size"]);
    const message = `${label} is ${formatBytes(delta.size)}; it must be below the image's ${formatBytes(value.size)}`;
    context.problems.error(spanAt(tree, ["delta", "size"]), "SCN014", message);
  }
  const passed = new Set([value.version]);
  for (let base: string | undefined = delta.from; base !== undefined; ) {
    if (passed.has(base)) {
      const message = `${pathText([...path, "delta", "from"])}: the deltas ${[...passed, base].join(" < ")} form a loop`;
      context.problems.error(spanAt(tree, ["delta", "from"]), "SCN073", message);
      return;
    }
    passed.add(base);
    base = firmware.find((other) => other.version === base)?.delta?.from;
  }
};

export const readFirmware = (context: Context, fleet: Fleet): FirmwareSpec[] => {
  const { problems, root } = context;
  const items = readItems(problems, firmwareSchema, root, "firmware");
  const firmware = items.map(
    ({ value }): FirmwareSpec => ({
      version: value.version,
      sizeBytes: value.size,
      delta: value.delta === undefined ? null : { from: value.delta.from, sizeBytes: value.delta.size },
      behaviours: value.behaviours,
      defect: value.defect,
    }),
  );
  const versions = knownVersions(fleet, firmware);
  const scope: TargetScope = { context, fleet, versions };
  const seen = new Set<string>();
  for (const item of items) {
    const { value, tree, path } = item;
    checkDelta(context, firmware, item);
    if (seen.has(value.version))
      problems.error(spanAt(tree, ["version"]), "SCN018", `firmware \`${value.version}\` is declared twice`);
    seen.add(value.version);
    if (value.delta !== undefined && fleet.complete && !versions.has(value.delta.from)) {
      const at = spanAt(tree, ["delta", "from"]);
      const message = `${pathText([...path, "delta", "from"])}: there is no version \`${value.delta.from}\``;
      problems.error(at, "SCN070", message, keyHint(value.delta.from, [...versions]));
    }
    value.behaviours.forEach((behaviour, index) => {
      if (fleet.complete)
        checkLabels(scope, behaviour.labels, tree, ["behaviours", index, behaviour.kind, "labels"]);
    });
  }
  return firmware;
};

const abortRules = (context: Context, { value, tree, path }: Item<RolloutText>): AbortRule[] =>
  value.abort.flatMap((rule, index): AbortRule[] => {
    const here = [...path, "abort", index];
    const { failureType, thresholdPercentage, minNumberOfExecutedThings, action, when } = rule;
    const reasons = rule.reason === undefined ? [] : [rule.reason].flat();
    const misfit = reasons.find((reason) => failureType !== "ALL" && OUTCOME_REASONS[reason] !== failureType);
    if (misfit !== undefined) {
      const message = `${pathText(here)}.reason is ${misfit}, which ends as ${OUTCOME_REASONS[misfit]}; failureType is ${failureType}`;
      const hint = `write \`failureType: ${OUTCOME_REASONS[misfit]}\`, or leave it out`;
      context.problems.error(spanAt(tree, ["abort", index, "reason"]), "SCN017", message, hint);
      return [];
    }
    if (when !== undefined) {
      const at = spanAt(tree, ["abort", index, "when"]);
      const other = thresholdPercentage !== undefined ? "thresholdPercentage" : "reason";
      if (thresholdPercentage !== undefined || reasons.length > 0) {
        const message = `${pathText(here)} has both \`when\` and \`${other}\`; write two rules`;
        context.problems.error(at, "SCN017", message);
        return [];
      }
      const read = readGate(when);
      if (read.ok) {
        const more = { windowMs: rule.window, minExecuted: minNumberOfExecutedThings, action };
        return [{ kind: "gate", text: when, ...read.gate, ...more }];
      }
      const message = `${pathText(here)}.when is \`${when}\`: ${read.problem}`;
      context.problems.error(at, "SCN072", message, read.hint);
      return [];
    }
    if (thresholdPercentage === undefined) {
      const message = `${pathText(here)}.thresholdPercentage is missing; it must be a percentage such as 0.1`;
      context.problems.error(spanAt(tree, ["abort", index]), "SCN011", message);
      return [];
    }
    return [
      {
        kind: "failures",
        failureType,
        reasons,
        thresholdPpm: thresholdPercentage,
        minExecuted: minNumberOfExecutedThings,
        action,
      },
    ];
  });

const checkStages = (context: Context, { value, tree, path }: Item<RolloutText>): void => {
  value.stages.forEach((stage, index) => {
    const before = value.stages[index - 1];
    if (before === undefined || stage.percent > before.percent) return;
    const label = pathText([...path, "stages", index, "percent"]);
    const message = `${label} is ${stage.percent / 10_000}; it must be above the stage before it (${before.percent / 10_000})`;
    context.problems.error(spanAt(tree, ["stages", index, "percent"]), "SCN071", message);
  });
};

const checkVersion = ({ context, fleet }: TargetScope, { value, tree, path }: Item<RolloutText>): void => {
  const images = itemsOf(context.root, "firmware").flatMap((one) => textOf(one, "version") ?? []);
  if (images.includes(value.to)) return;
  const running = Object.values(fleet.deviceTwins).some((twin) => twin.firmware.version === value.to);
  const hint = running
    ? "it runs already, but a rollout needs its image under `firmware`"
    : keyHint(value.to, images);
  context.problems.error(
    spanAt(tree, ["to"]),
    "SCN070",
    `${pathText([...path, "to"])}: there is no firmware \`${value.to}\``,
    hint,
  );
};

export const readRollouts = (scope: TargetScope, time: TimeScope): RolloutSpec[] => {
  const { context, fleet } = scope;
  const read = readItems(context.problems, rolloutSchema, context.root, "rollouts").flatMap(
    (item): { spec: RolloutSpec; item: typeof item }[] => {
      const { value, tree, path } = item;
      checkVersion(scope, item);
      checkStages(context, item);
      const abort = abortRules(context, item);
      const label = pathText([...path, "at"]);
      const atMs = resolveTime({ text: value.at, at: spanAt(tree, ["at"]), label }, time, context.problems);
      const targetTree = childOf(tree, "target") as Tree;
      const target = resolveTarget(scope, item, { kind: "devices", feels: "any" });
      if (target !== undefined && target.kind !== "devices") {
        context.problems.error(
          targetTree.at,
          "SCN052",
          `a rollout updates devices; the target is ${target.kind}`,
        );
      }
      if (target === undefined || atMs === undefined) return [];
      const { rate } = value;
      if (rate.maximumPerMinute < rate.baseRatePerMinute) {
        const message = `${pathText(path)}.rate: maximumPerMinute is below baseRatePerMinute`;
        context.problems.error(spanAt(tree, ["rate"]), "SCN014", message);
      }
      const spec: RolloutSpec = {
        id: value.id,
        atMs,
        version: value.to,
        target,
        stages: value.stages.map(({ percent, soak }) => ({ sharePpm: percent, soakMs: soak })),
        rate: {
          basePerMinute: rate.baseRatePerMinute,
          incrementFactor: rate.incrementFactor,
          everyNotified: rate.numberOfNotifiedThings,
          maximumPerMinute: rate.maximumPerMinute,
        },
        abort,
        timeoutMs: value.timeout,
        restartJitterMs: value.restartJitter,
        position: positionOf(tree.at),
      };
      return [{ spec, item }];
    },
  );
  if (fleet.complete) checkOrder(context, fleet, read);
  return read.map(({ spec }) => spec);
};
