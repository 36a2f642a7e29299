// A rollout that updated nobody is not green anywhere, and failures are grouped by their reason.
import { expect, it } from "vitest";
import { renderMarkdown } from "../../src/report/markdown.js";
import { rolloutNotes } from "../../src/report/rollout-words.js";
import { renderText } from "../../src/report/terminal.js";
import { sampleData } from "./sample.js";

it("a passed run says on its first line that a rollout updated nobody", () => {
  const summary = sampleData().summary;
  const [rollout] = summary.rollouts;
  const failed = {
    ...summary,
    rollouts: [
      {
        ...rollout,
        status: "failed" as const,
        succeeded: 0,
        outcomes: [{ status: "REJECTED" as const, reason: "older-version" as const, devices: 20 }],
      },
    ],
  };
  expect(renderText(failed).split("\n")[0]).toMatch(/^FAILED, 1 rollout updated nobody/);
  expect(renderMarkdown(failed).split("\n")[0]).toMatch(/, 1 rollout updated nobody$/);
  expect(renderText(failed)).toMatch(/failed \(20 older-version\), blast radius/);
  expect(renderText(summary).split("\n")[0]).not.toMatch(/nobody/i);
});

it("failures are told apart by their reason", () => {
  const summary = sampleData().summary;
  expect(renderText(summary)).toContain("51 failed (40 crashed, 11 no-contact), blast radius");
  expect(renderMarkdown(summary)).toContain("(40 crashed, 11 no-contact)");
});

it("a summary notes why a rollout stands still, and whom it went on without", () => {
  const [rollout] = sampleData().summary.rollouts;
  const absent = { status: "CANCELED" as const, reason: "absent" as const, devices: 20 };
  expect(rolloutNotes({ ...rollout, status: "paused", reason: "stage 1 is stuck" })).toEqual([
    "Rollout fw-2.4.0 was paused: stage 1 is stuck.",
  ]);
  expect(rolloutNotes({ ...rollout, status: "completed", outcomes: [absent] })).toEqual([
    "Rollout fw-2.4.0 ended without 20 devices that had not begun.",
  ]);
  expect(
    rolloutNotes({
      ...rollout,
      status: "running",
      reason: "stage 2 waits for devices that are not in service yet",
    }),
  ).toEqual(["Rollout fw-2.4.0 had not ended: stage 2 waits for devices that are not in service yet."]);
  const stranded = { status: "ROLLBACK_FAILED" as const, reason: "no-way-back" as const, devices: 3 };
  expect(rolloutNotes({ ...rollout, status: "aborted", outcomes: [stranded] })).toEqual([
    `Rollout fw-2.4.0 left 3 devices on ${rollout.version}: no way back.`,
  ]);
  expect(rolloutNotes(rollout)).toEqual([]);
});
