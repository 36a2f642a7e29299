import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLOUD_ENTITY } from "../../src/event/event.js";
import { entityName, type Naming } from "../../src/event/naming.js";
import { entityLookup, isOwnTopic, readTopic, topicOf } from "../../src/live/topics.js";

const naming = {
  deviceCount: 130,
  gatewayCount: 12,
  groups: [
    { id: "north/parking-nbiot", first: 0, count: 100 },
    { id: "north/lamps", first: 100, count: 30 },
  ],
  gateways: [{ id: "north/gw", first: 130, count: 12 }],
} as unknown as Naming;

const name = fc
  .array(fc.oneof(fc.stringMatching(/^[a-z0-9+#% -]{1,8}$/), fc.constantFrom("via", "down", "up")), {
    minLength: 1,
    maxLength: 4,
  })
  .map((levels) => levels.join("/"));

describe("topics", () => {
  it("lead back to the entity and its carrier, whatever the names", () => {
    fc.assert(
      fc.property(name, fc.option(name), (entity, carrier) => {
        expect(readTopic("r1", "up", topicOf("r1", "up", entity, carrier))).toEqual({ entity, carrier });
      }),
    );
  });

  it("hold no wildcard, so that every one can be published", () => {
    fc.assert(
      fc.property(name, fc.option(name), (entity, carrier) => {
        expect(topicOf("r1", "up", entity, carrier)).not.toMatch(/[+#]/);
      }),
    );
  });

  it("of another run or direction are not read", () => {
    const topic = topicOf("r1", "up", "north/lamps/01", null);
    expect(readTopic("r2", "up", topic)).toBeNull();
    expect(readTopic("r1", "down", topic)).toBeNull();
  });

  it("belong to their own entity alone, not to one whose name begins alike", () => {
    const topic = topicOf("r1", "up", "north/gw/01", "north/gw/0");
    expect(isOwnTopic("r1", "up", "north/gw/0", topic)).toBe(true);
    expect(isOwnTopic("r1", "up", "north/gw/01", topic)).toBe(false);
    expect(isOwnTopic("r1", "up", "north/gw/0", topicOf("r1", "up", "north/gw/01", null))).toBe(false);
  });
});

describe("entityLookup", () => {
  it("is the reverse of entityName for every entity", () => {
    const lookup = entityLookup(naming);
    for (let entity = 0; entity < 142; entity++) expect(lookup(entityName(naming, entity))).toBe(entity);
    expect(lookup("cloud")).toBe(CLOUD_ENTITY);
  });

  it.each([
    "north/lamps/30",
    "north/lamps/1",
    "north/lamps/001",
    "north/lamps/x1",
    "south/lamps/01",
    "",
    "01",
  ])("knows no entity called %j", (unknown) => expect(entityLookup(naming)(unknown)).toBe(-1));
});
