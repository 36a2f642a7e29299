// The pure parts of the model, against closed forms and simple models.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveKey, seedKey } from "../../src/core/rng.js";
import { dailyValue, nextNoise } from "../../src/model/device/signal.js";
import { backoffMs, RETRY_FLOOR_MS } from "../../src/model/link/backoff.js";
import { buildImage, damageImage, vendorKey, verifyImage } from "../../src/model/protocol/image.js";
import { createSequenceWindow, wasSeen } from "../../src/model/protocol/sequence-window.js";

describe("a reconnect policy", () => {
  const cap = fc.integer({ min: 1_000, max: 600_000 });
  const names = fc.constantFrom("none", "fixed", "exponential", "full-jitter", "decorrelated-jitter");

  it("never waits less than the floor nor more than its cap", () => {
    fc.assert(
      fc.property(
        names,
        cap,
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (policy, capMs, tries, uniform) => {
          const waitMs = backoffMs({ policy, baseMs: 1_000, capMs }, tries, 5_000, uniform);
          expect(waitMs).toBeGreaterThanOrEqual(RETRY_FLOOR_MS);
          expect(waitMs).toBeLessThanOrEqual(Math.max(capMs, 1_000));
        },
      ),
    );
  });

  it("exponential doubles: 1, 2, 4, 8 s", () => {
    const waits = [1, 2, 3, 4].map((tries) =>
      backoffMs({ policy: "exponential", baseMs: 1_000, capMs: 60_000 }, tries, 0, 0),
    );
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });
});

describe("a sequence window", () => {
  it("agrees with a set for numbers within 32 of the highest", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 31 }), { maxLength: 80 }), (numbers) => {
        const seen = createSequenceWindow(1);
        const model = new Set<number>();
        for (const seq of numbers) {
          expect(wasSeen(seen, 0, seq, false)).toBe(model.has(seq));
          model.add(seq);
        }
      }),
    );
  });

  it("never lets one number through twice, where what is said again says so", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 }), (numbers) => {
        const seen = createSequenceWindow(1);
        const said = new Set<number>();
        const passed = numbers.filter((seq) => {
          const isAgain = said.has(seq);
          said.add(seq);
          return !wasSeen(seen, 0, seq, isAgain);
        });
        expect(new Set(passed).size).toBe(passed.length);
      }),
    );
  });

  it("lets every number through once, in whatever order they come", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 200 }), (numbers) => {
        const seen = createSequenceWindow(1);
        for (const seq of numbers) expect(wasSeen(seen, 0, seq, false)).toBe(false);
      }),
    );
  });
});

describe("a sensor signal", () => {
  const signal = {
    kind: "daily",
    mean: 20,
    amplitude: 5,
    peakHour: 15,
    noise: 1,
    correlation: 0.9,
    min: -40,
    max: 60,
  } as const;

  it("peaks at its peak hour and is lowest twelve hours later", () => {
    expect(dailyValue(signal, 15 * 3_600_000, 0)).toBeCloseTo(25, 10);
    expect(dailyValue(signal, 3 * 3_600_000, 0)).toBeCloseTo(15, 10);
  });

  it("has noise of unit variance whatever the correlation", () => {
    // Var = phi^2 Var + (1 - phi^2): stationary at 1; with equal draws of 1 the fixed point is sqrt((1+phi)/(1-phi)).
    let noise = 0;
    for (let step = 0; step < 500; step++) noise = nextNoise(noise, 0.9, 1);
    expect(noise).toBeCloseTo(Math.sqrt(1.9 / 0.1), 6);
  });
});

describe("a firmware image", () => {
  const runKey = seedKey("images");
  const image = buildImage(runKey, "1.2.3", 5_000);
  const publicKey = vendorKey(runKey);

  it("passes when it is whole", () => {
    expect(image.bytes).toHaveLength(5_000);
    expect(verifyImage(image, publicKey)).toBe(true);
  });

  it("fails with each defect an image can arrive with", () => {
    for (const defect of ["corrupt", "truncated", "wrong-key"] as const) {
      expect(verifyImage(damageImage(image, defect, runKey), publicKey)).toBe(false);
    }
  });

  it("fails with one flipped bit, another version's name or another vendor's key", () => {
    const flipped = image.bytes.slice();
    flipped[1_234] ^= 1;
    expect(verifyImage({ ...image, bytes: flipped }, publicKey)).toBe(false);
    expect(verifyImage({ ...image, version: "1.2.4" }, publicKey)).toBe(false);
    expect(verifyImage(image, vendorKey(deriveKey(runKey, "stranger")))).toBe(false);
  });
});
