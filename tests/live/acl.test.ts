import { describe, expect, it } from "vitest";
import { admit, type Identity, mayPublish, maySubscribe } from "../../src/live/acl.js";

const TOKEN = "secret";
const device: Identity = { role: "device", runId: "r1", entity: "north/gw/1" };
const cloud: Identity = { role: "cloud", runId: "r1" };
const observer: Identity = { role: "observer" };

describe("admit", () => {
  it("lets an observer come without an id of its own", () => {
    expect(admit("", undefined, TOKEN)).toEqual({ ok: true, identity: observer });
  });
  it("takes nobody for a client of the fleet without the run's token", () => {
    expect(admit("iotctl:r1:north/gw/1", undefined, TOKEN)).toMatchObject({ ok: false, returnCode: 5 });
    expect(admit("iotctl:r1:cloud", "guess", TOKEN)).toMatchObject({ ok: false, returnCode: 5 });
    expect(admit("iotctl:r1:north/gw/1", TOKEN, TOKEN)).toEqual({ ok: true, identity: device });
    expect(admit("iotctl:r1:cloud", TOKEN, TOKEN)).toEqual({ ok: true, identity: cloud });
  });
  it("lets any other client id in as an observer", () => {
    expect(admit("grafana", undefined, TOKEN)).toEqual({ ok: true, identity: observer });
  });
});

describe("a device", () => {
  it.each([
    ["iotctl/r1/up/north/gw/1", true],
    ["iotctl/r1/up/north/gw/1/via/north/lamps/03", true],
    ["iotctl/r1/up/north/gw/10", false],
    ["iotctl/r1/up/north/gw/2", false],
    ["iotctl/r2/up/north/gw/1", false],
    ["iotctl/r1/down/north/gw/1", false],
    ["$SYS/x", false],
    ["other", false],
  ])("may publish to %s: %s", (topic, allowed) => expect(mayPublish(device, topic)).toBe(allowed));

  it.each([
    ["iotctl/r1/down/north/gw/1", true],
    ["iotctl/r1/down/north/gw/1/via/#", true],
    ["iotctl/r1/down/north/gw/+", false],
    ["iotctl/r1/down/#", false],
    ["iotctl/r1/up/north/gw/1", false],
    ["#", false],
    ["$SYS/#", false],
  ])("may subscribe %s: %s", (filter, allowed) => expect(maySubscribe(device, filter)).toBe(allowed));
});

describe("the cloud", () => {
  it("speaks down and hears up, within its own run", () => {
    expect(mayPublish(cloud, "iotctl/r1/down/north/gw/1")).toBe(true);
    expect(mayPublish(cloud, "iotctl/r1/up/north/gw/1")).toBe(false);
    expect(mayPublish(cloud, "iotctl/r2/down/north/gw/1")).toBe(false);
    expect(maySubscribe(cloud, "iotctl/r1/up/#")).toBe(true);
    expect(maySubscribe(cloud, "iotctl/r2/up/#")).toBe(false);
  });
});

describe("an observer", () => {
  it("sees everything and cannot speak into the fleet", () => {
    expect(maySubscribe(observer, "#")).toBe(true);
    expect(mayPublish(observer, "iotctl/r1/up/north/gw/1")).toBe(false);
    expect(mayPublish(observer, "iotctl/r1/down/north/gw/1")).toBe(false);
    expect(mayPublish(observer, "factory/line-3")).toBe(true);
  });
});
