// YAML can write `.nan`. What is said about it was once "is NaN", a word of ours that stands in no file.
import { expect, test } from "vitest";
import { load } from "./reading.js";

test("a value of .nan is told in YAML's words", () => {
  const text = `iotctl: 1
name: odd
seed: 1
duration: 1h
sites: [{id: a, region: eu, gateways: {twin: fog-gateway, count: 1}, devices: [{twin: parking-lora, count: .nan}]}]
expect: [{id: e, that: "sum(messages.delivered) > 0", eventually: {within: .nan}}]
`;
  const messages = load(text).diagnostics.map(({ message }) => message);
  expect(messages).toContain("sites[0].devices[0].count is not a number (.nan); it must be a number");
  expect(messages.filter((message) => message.includes("within"))).toEqual([
    "expect[0].eventually.within is not a number (.nan); it must be a duration such as 250ms, 90s, 5m, 24h or 14d",
  ]);
});

test("a key is what is written, whatever value it looks like", () => {
  const messages = load("iotctl: 1\nname: odd\nseed: 1\nduration: 1h\n.nan: 1\n1.10: 2\n").diagnostics.map(
    ({ message }) => message,
  );
  expect(messages.filter((message) => message.startsWith("unknown key"))).toEqual([
    "unknown key `.nan`",
    "unknown key `1.10`",
  ]);
});
