// NET-6: the waits of each reconnect policy, by hand.
import { expect, test } from "vitest";
import { backoffMs } from "../../src/model/link/backoff.js";

const wait = (
  policy: Parameters<typeof backoffMs>[0]["policy"],
  tries: number,
  previousMs: number,
  uniform: number,
): number => backoffMs({ policy, baseMs: 1_000, capMs: 60_000 }, tries, previousMs, uniform);

test("none waits the floor, fixed its base, exponential doubles up to its cap", () => {
  expect([1, 5].map((tries) => wait("none", tries, 0, 0.5))).toEqual([200, 200]);
  expect([1, 5].map((tries) => wait("fixed", tries, 0, 0.5))).toEqual([1_000, 1_000]);
  expect([1, 2, 3, 6, 7, 40].map((tries) => wait("exponential", tries, 0, 0.5))).toEqual([
    1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
  ]);
});

test("full jitter is anywhere between the floor and what exponential waits", () => {
  expect([0, 0.5, 0.99].map((uniform) => wait("full-jitter", 4, 0, uniform))).toEqual([200, 4_000, 7_920]);
  expect(wait("full-jitter", 40, 0, 0.5)).toBe(30_000);
});

test("decorrelated jitter is anywhere between its base and three times the wait before, up to the cap", () => {
  expect([0, 0.5, 0.99].map((uniform) => wait("decorrelated-jitter", 9, 10_000, uniform))).toEqual([
    1_000, 15_500, 29_710,
  ]);
  expect(wait("decorrelated-jitter", 1, 0, 0.5)).toBe(2_000);
  expect(wait("decorrelated-jitter", 9, 50_000, 0.99)).toBe(60_000);
});
