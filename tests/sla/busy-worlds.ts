// Small worlds in which together everything happens that can be counted: each says what it is for.

/** Updates end in every way there is, and restart their devices for every reason. */
const ROLLOUTS = `
iotctl: 1
name: rollouts
seed: rollouts
duration: 5h
start: {state: active}
sites:
  - id: hall
    region: eu
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {id: hall/good, twin: temperature-wifi, count: 10}
      - {id: hall/late, twin: temperature-wifi, count: 6}
      - {id: hall/back, twin: temperature-wifi, count: 10}
      - {id: hall/loop, twin: temperature-wifi, count: 6}
      - {id: hall/stuck, twin: temperature-wifi, count: 10, overrides: {firmware: {slots: 1}}}
      - {id: hall/cut, twin: temperature-wifi, count: 12, overrides: {radio: {downlink: 8KB/s}, firmware: {slots: 1, flash: 10KB/s}}}
      - {id: hall/gone, twin: temperature-wifi, count: 4}
      - {id: hall/leaks, twin: temperature-wifi, count: 6}
      - {id: hall/lora, twin: parking-lora, count: 25}
firmware:
  - {version: 9.0.0, size: 8KB}
  - {version: 9.1.0, size: 8KB, behaviours: [{boot-loop: {share: 50%}}]}
  - {version: 9.2.0, size: 8KB, behaviours: [{leak: {after: 20m}}]}
  - {version: 9.3.0, size: 64KB}
rollouts:
  - {id: good, at: 10m, to: 9.0.0, target: {group: hall/good}, stages: [{percent: 100}]}
  - {id: late, at: 10m, to: 9.0.0, target: {group: hall/late}, stages: [{percent: 100}], timeout: 5m, restartJitter: 1h, abort: []}
  - id: back
    at: 10m
    to: 9.1.0
    target: {group: hall/back}
    stages: [{percent: 60, soak: 30m}, {percent: 100}]
    abort: [{failureType: FAILED, thresholdPercentage: 20, minNumberOfExecutedThings: 4, action: ROLLBACK}]
  - id: stuck
    at: 10m
    to: 9.1.0
    target: {group: hall/stuck}
    timeout: 1h
    stages: [{percent: 60, soak: 30m}, {percent: 100}]
    abort: [{failureType: ALL, thresholdPercentage: 10, minNumberOfExecutedThings: 3, action: ROLLBACK}]
  - {id: loop, at: 10m, to: 9.1.0, target: {group: hall/loop}, stages: [{percent: 100}], abort: []}
  - {id: cut, at: 10m, to: 9.3.0, target: {group: hall/cut}, stages: [{percent: 100}], abort: [], rate: {baseRatePerMinute: 6000, maximumPerMinute: 6000}}
  - {id: gone, at: 70m, to: 9.0.0, target: {group: hall/gone}, stages: [{percent: 100}]}
  - {id: leaks, at: 10m, to: 9.2.0, target: {group: hall/leaks}, stages: [{percent: 100}], abort: []}
  - {id: lora, at: 10m, to: 9.0.0, target: {group: hall/lora}, stages: [{percent: 100}], abort: [], rate: {baseRatePerMinute: 6000, maximumPerMinute: 6000}}
timeline:
  - {id: dark, at: 612s, for: 30s, fault: power.outage, target: {group: hall/cut}}
  - {id: away, at: 69m, for: 1h, fault: device.offline, target: {group: hall/gone}}
  - {id: deaf, at: 1h, for: 1h, fault: link.loss, params: {loss: 100%}, target: {group: hall/leaks}}
  - {id: bye, at: 80m, decommission: {reason: old}, target: {group: hall/gone}}
`;

/** A fleet that comes up before a cloud with narrow doors, and a site without power, connection and gateways. */
const NARROW = `
iotctl: 1
name: narrow
seed: narrow
duration: 3h
start: {state: unprovisioned, over: 1m}
tenants:
  - {id: owner, sla: {freshness: {share: 95%, within: 200ms}}}
cloud: {broker: {connectsPerSecond: 1}, provisioning: {perSecond: 1}, ingest: {perSecond: 3, queueMax: 2}}
sites:
  - id: yard
    region: eu
    gateways: {twin: fog-gateway, count: 1, overrides: {store: {max: 20, drain: 1/s}}}
    devices:
      - {id: yard/wifi, twin: temperature-wifi, count: 12, overrides: {buffer: {max: 20, drop: oldest}}}
      - {id: yard/spots, twin: parking-lora, count: 10, overrides: {radio: {confirmed: false}}}
      - {id: yard/frail, twin: temperature-wifi, count: 10, overrides: {mtbf: 1h, repair: 20m, hangs: {share: 50%, time: 1m}}}
  - id: street
    region: eu
    devices:
      - {id: street/homes, twin: thermostat, count: 10, overrides: {reporting: {mode: periodic, interval: 5s}}}
      - {id: street/late, twin: parking-nbiot, count: 40, overrides: {radio: {latency: 8s}}}
timeline:
  - {id: gone, at: 50s, decommission: {reason: never}, target: {group: street/late}}
  - {id: broken, at: 10m, for: 5m, fault: cloud.outage}
  - {id: cut, at: 20m, for: 40m, fault: backhaul.outage, target: {site: yard}}
  - {id: deaf, at: 20m, for: 50m, fault: link.loss, params: {loss: 100%}, target: {group: yard/wifi}}
  - {id: deaf-too, at: 20m, for: 2h, fault: link.loss, params: {loss: 95%}, target: {group: yard/frail}}
  - {id: restart, at: 65m, command: reboot, target: {group: yard/wifi, count: 4, pick: first}}
  - {id: dark, at: 67m, for: 5m, fault: power.outage, target: {group: yard/wifi, percent: 50}}
  - {id: crashed, at: 80m, for: 10m, fault: gateway.crash, target: {site: yard}}
  - {id: all-dark, at: 100m, for: 20m, fault: power.outage, params: {scope: all}, target: {site: yard}}
  - {id: retired, at: 130m, decommission: {reason: old}, target: {group: yard/spots}}
`;

/** Batteries, a panel, valves, and alarms. */
const BATTERIES = `
iotctl: 1
name: batteries
seed: batteries
duration: 2d
startsAt: 2026-06-01T00:00:00Z
sites:
  - id: field
    region: eu
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {id: field/valves, twin: soil-moisture-valve, count: 6}
      - {id: field/steep, twin: temperature-humidity, count: 4, overrides: {power: {sleep: 3mA, battery: {life: 1000d}}}}
      - {id: field/ends, twin: wearable, count: 6, overrides: {power: {battery: {capacity: 8mAh, initialCharge: 60%}}}}
      - {id: field/rooms, twin: occupancy-pir, count: 4, overrides: {reporting: {mode: polled, interval: 30m}}}
      - {id: field/heat, twin: temperature-wifi, count: 3, overrides: {reporting: {interval: 10m, alarm: {above: 20}}}}
timeline:
  - {id: deaf, at: 1h, for: 40h, fault: link.loss, params: {loss: 100%}, target: {group: field/ends}}
`;

/** A device with one slot whose battery runs empty while it writes, with readings that nobody has heard. */
const HALF_WRITTEN = `
iotctl: 1
name: half-written
seed: half-written
duration: 2h
sites:
  - id: hall
    region: eu
    gateways: {twin: fog-gateway, count: 1}
    devices:
      - {id: hall/dies, twin: temperature-wifi, count: 2, overrides: {firmware: {slots: 1, flash: 10B/s}, reporting: {interval: 20s}, power: {source: battery, sleep: 90mA, battery: {chemistry: li-ion, capacity: 400mAh, nominal: 3.7V, brownout: 2.5V, empty: 5%, initialCharge: 60%}}}}
firmware:
  - {version: 9.0.0, size: 64KB}
rollouts:
  - {id: long, at: 10s, to: 9.0.0, target: {group: hall/dies}, stages: [{percent: 100}], abort: []}
timeline:
  - {id: deaf, at: 30m, for: 90m, fault: link.loss, params: {loss: 100%}, target: {group: hall/dies}}
`;

/** Gateways in pairs, one of which is cut off. */
const PAIRS = `
iotctl: 1
name: pairs
seed: pairs
duration: 1h
sites:
  - id: hall
    region: eu
    gateways: {twin: fog-gateway, count: 2, pairs: true}
    devices: [{twin: temperature-wifi, count: 4}]
timeline:
  - {id: cut, at: 20m, for: 20m, fault: backhaul.outage, target: {ids: [hall/gw/0]}}
`;

/** Sensors that go wrong behind gateways that look for everything. */
const SENSORS = `
iotctl: 1
name: sensors
seed: sensors
duration: 2h
start: {state: active}
sites:
  - id: hall
    region: eu
    gateways: {twin: fog-gateway, count: 1, overrides: {anomaly: {spike: {}, drift: {memory: 30m}}}}
    devices: [{id: hall/off, twin: temperature-wifi, count: 4}, {id: hall/far, twin: temperature-wifi, count: 4}]
timeline:
  - {id: off, at: 1h, for: 30m, fault: sensor.drift, params: {perHour: 20}, target: {group: hall/off}}
  - {id: far, at: 1h, for: 30m, fault: sensor.spike, params: {share: 10%, size: 9}, target: {group: hall/far}}
`;

/** Devices that an operator puts aside while they are provisioned, and later while they send. */
const PUT_ASIDE = `
iotctl: 1
name: put-aside
seed: put-aside
duration: 1h
start: {state: unprovisioned, over: 5m}
sites:
  - id: hall
    region: eu
    devices:
      - {id: hall/odd, twin: temperature-wifi, via: direct, count: 20, overrides: {reporting: {interval: 1s}}}
      - {id: hall/new, twin: temperature-wifi, via: direct, count: 40, overrides: {radio: {latency: 5s}}}
`;

export const BUSY_WORLDS = { ROLLOUTS, NARROW, BATTERIES, HALF_WRITTEN, PAIRS, SENSORS, PUT_ASIDE } as const;

/** What an operator does in them, by world. */
export const OPERATED: Readonly<Record<string, readonly string[]>> = {
  PUT_ASIDE: [
    "at: 2m, for: 10m, quarantine: true, target: {group: hall/new}",
    "at: 30m, for: 5m, quarantine: true, target: {group: hall/odd}",
  ],
};
