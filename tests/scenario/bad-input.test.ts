// Each kind of bad input: its code, its place, what the message says is allowed. Columns count from 1.
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../src/core/diagnostic.js";
import { SCENARIO_CODES } from "../../src/scenario/codes.js";
import { load, places, SOUND } from "./reading.js";

const HEAD = "iotctl: 1\nduration: 1h\n";
const site = (rest: string): string => `${HEAD}sites:\n  - id: north\n${rest}`;

/** A site whose two gateways have `rules`, with sensors and controllers, and another site with cameras. */
const edge = (rules: string): string => `${HEAD}sites:
  - id: north
    gateways:
      twin: fog-gateway
      count: 2
      overrides: {rules: [${rules}]}
    devices:
      - {twin: air-quality, count: 4}
      - {twin: hvac-controller, count: 2}
  - id: south
    gateways: {twin: fog-gateway}
    devices: [{twin: camera, count: 1}]
`;

interface Case {
  what: string;
  text: string;
  others?: Record<string, string>;
  at: string[];
  says: RegExp;
  hint?: RegExp;
}

const CASES: Case[] = [
  {
    what: "an unknown key",
    text: site("    gatways: {twin: fog-gateway}\n    devices: [{twin: parking-nbiot, count: 1}]\n"),
    at: ["SCN010 5:5"],
    says: /unknown key `gatways` in sites\[0\]/,
    hint: /did you mean `gateways`\?/,
  },
  {
    what: "an unknown key deep inside",
    text: site("    devices: [{twin: parking-nbiot, count: 1, labls: {a: b}}]\n"),
    at: ["SCN010 5:47"],
    says: /unknown key `labls` in sites\[0\]\.devices\[0\]/,
    hint: /`labels`/,
  },
  {
    what: "an unknown section",
    text: `${SOUND}expects: []\n`,
    at: ["SCN010 9:1"],
    says: /unknown key `expects`/,
    hint: /`expect`/,
  },
  {
    what: "a missing key",
    text: site("    devices: [{count: 1}]\n"),
    at: ["SCN011 5:15"],
    says: /sites\[0\]\.devices\[0\]\.twin is missing; it must be text/,
  },
  {
    what: "a wrong type",
    text: site("    devices: [{twin: parking-nbiot, count: many}]\n"),
    at: ["SCN012 5:44"],
    says: /count is `many`; it must be a number/,
  },
  {
    what: "a number where text is meant",
    text: `${SOUND}firmware: [{version: 2.4, size: 180KB}]\n`,
    at: ["SCN012 9:22"],
    says: /firmware\[0\]\.version is 2\.4; it must be text/,
    hint: /in quotes.*"2\.4"/,
  },
  {
    what: "a list where a map is meant",
    text: `${SOUND}cloud: [a]\n`,
    at: ["SCN012 9:8"],
    says: /cloud is a list; it must be a map of keys/,
  },
  {
    what: "a map where a list is meant",
    text: `${SOUND}timeline: {at: 5m}\n`,
    at: ["SCN012 9:11"],
    says: /timeline is a map; it must be a list/,
  },
  {
    what: "a value that is not one of the allowed ones",
    text: `${SOUND}start: {state: activ}\n`,
    at: ["SCN013 9:16"],
    says: /start\.state is `activ`; it must be one of active, unprovisioned/,
    hint: /`active`/,
  },
  {
    what: "a unit that does not fit",
    text: `${SOUND}firmware: [{version: 2.4.0, size: 5m}]\n`,
    at: ["SCN015 9:35"],
    says: /firmware\[0\]\.size is `5m`; it must be a size such as 12B, 180KB or 2MB/,
  },
  {
    what: "a unit that does not exist",
    text: SOUND.replace("duration: 1h", "duration: 1 hours"),
    at: ["SCN015 2:11"],
    says: /duration is `1 hours`; it must be a duration/,
    hint: /did you mean 1h\?/,
  },
  {
    what: "a number without its unit",
    text: SOUND.replace("duration: 1h", "duration: 3600"),
    at: ["SCN015 2:11"],
    says: /duration is 3600; it must be a duration/,
    hint: /needs its unit/,
  },
  {
    what: "a negative duration",
    text: SOUND.replace("duration: 1h", "duration: -1h"),
    at: ["SCN014 2:11"],
    says: /duration is `-1h`; it must not be negative/,
  },
  {
    what: "a run that is too long",
    text: SOUND.replace("duration: 1h", "duration: 3661d"),
    at: ["SCN014 2:11"],
    says: /between 1s and 3660d/,
  },
  {
    what: "a count of 0",
    text: site("    devices: [{twin: parking-nbiot, count: 0}]\n"),
    at: ["SCN014 5:44"],
    says: /count is 0; it must be at least 1/,
  },
  {
    what: "a count of a thousand million",
    text: site("    devices: [{twin: parking-nbiot, count: 1000000000}]\n"),
    at: ["SCN014 5:44"],
    says: /count is 1000000000; it must be at most 2000000/,
  },
  {
    what: "too many devices in all",
    text: site(
      "    devices: [{twin: parking-nbiot, count: 1_500_000}, {twin: parking-nbiot, count: 1_500_000}]\n",
    ),
    at: ["SCN034 4:3"],
    says: /3,000,000 devices; at most 2,000,000/,
  },
  {
    what: "no devices at all",
    text: `${HEAD}sites:\n  - id: north\n`,
    at: ["SCN034 4:3"],
    says: /has no devices/,
  },
  {
    what: "an empty list of devices",
    text: site("    devices: []\n"),
    at: ["SCN034 4:3"],
    says: /has no devices/,
  },
  {
    what: "a target that matches nothing",
    text: `${SOUND}timeline:\n  - {at: 5m, fault: device.offline, target: {site: north, twin: parking-lora, labels: {board: rev-a}, via: x}}\n  - {at: 5m, fault: device.offline, target: {twin: parking-nbiot, labels: {board: rev-a}}}\n`,
    at: ["SCN010 10:103", "SCN050 11:45"],
    says: /unknown key `via`/,
  },
  {
    what: "a target of gateways where there are none",
    text: site(
      "    devices: [{twin: parking-nbiot, count: 1}]\ntimeline:\n  - {at: 5m, fault: backhaul.outage, target: all}\n",
    ),
    at: ["SCN050 7:46"],
    says: /timeline\[0\]\.target matches no gateway/,
    hint: /allowEmpty: true/,
  },
  {
    what: "two gateway groups of one id",
    text: site(
      "    gateways: [{id: roof, twin: fog-gateway}, {id: roof, twin: fog-gateway}]\n    devices: [{twin: parking-nbiot, count: 1}]\n",
    ),
    at: ["SCN018 5:52"],
    says: /group `roof` is declared twice/,
  },
  {
    what: "two sites of one id",
    text: `${SOUND}  - {id: north}\n`,
    at: ["SCN018 9:10"],
    says: /site `north` is declared twice/,
  },
  {
    what: "an unknown twin",
    text: site("    devices: [{twin: parking-lorra, count: 1}]\n"),
    at: ["SCN031 5:22"],
    says: /there is no twin `parking-lorra`/,
    hint: /did you mean `parking-lora`\?/,
  },
  {
    what: "a gateway twin in a device's place",
    text: site("    devices: [{twin: fog-gateway, count: 1}]\n"),
    at: ["SCN032 5:22"],
    says: /`fog-gateway` is a gateway twin; here stands a device twin/,
  },
  {
    what: "devices behind gateways that do not exist",
    text: site("    devices: [{twin: parking-lora, count: 1}]\n"),
    at: ["SCN035 5:15"],
    says: /site `north` has none/,
  },
  {
    what: "an odd number of gateways in pairs",
    text: site(
      "    gateways: {twin: fog-gateway, count: 3, pairs: true}\n    devices: [{twin: parking-lora, count: 1}]\n",
    ),
    at: ["SCN038 5:42"],
    says: /one of them would have no partner/,
    hint: /write count: 4/,
  },
  {
    what: "a group without a tenant where there are two",
    text: `${site("    devices: [{twin: parking-nbiot, count: 1}]\n")}tenants: [{id: a}, {id: b}]\n`,
    at: ["SCN037 5:15"],
    says: /names no tenant/,
    hint: /a, b/,
  },
  {
    what: "an unknown tenant",
    text: `${site("    devices: [{twin: parking-nbiot, count: 1, tenant: citi}]\n")}tenants: [{id: city}, {id: b}]\n`,
    at: ["SCN030 5:55"],
    says: /there is no tenant `citi`/,
    hint: /`city`/,
  },
  {
    what: "an include loop",
    text: `iotctl: 1\ninclude: [worlds/a.yaml]\nduration: 1h\nsites: [{id: n, devices: [{twin: parking-nbiot, count: 1}]}]\n`,
    others: {
      "fleet/worlds/a.yaml": "include: [b.yaml]\n",
      "fleet/worlds/b.yaml": "tenants: []\ninclude:\n  - a.yaml\n",
    },
    at: ["SCN007 3:5"],
    says: /include loop: fleet\/worlds\/a\.yaml -> fleet\/worlds\/b\.yaml -> fleet\/worlds\/a\.yaml/,
  },
  {
    what: "a missing include",
    text: `${SOUND}include: [worlds/nowhere.yaml]\n`,
    at: ["SCN001 9:11"],
    says: /include `worlds\/nowhere\.yaml` does not exist/,
  },
  {
    what: "something that happens, in a world",
    text: `${SOUND}include: [w.yaml]\n`,
    others: { "fleet/w.yaml": "tenants: [{id: a}]\ntimeline: []\n" },
    at: ["SCN008 2:1"],
    says: /a world has no `timeline`/,
  },
  {
    what: "text that is not YAML",
    text: "iotctl: 1\nsites: [{id: north\nduration: 1h\n",
    at: ["SCN003 3:1"],
    says: /not YAML/,
  },
  {
    what: "a parameter without quotes inside braces",
    text: `${SOUND}cloud: {profile: \${profile}}\n`,
    at: ["SCN003 9:19"],
    says: /not YAML/,
    hint: /in quotes: "\$\{name\}"/,
  },
  {
    what: "a key written twice",
    text: `${SOUND}duration: 2h\n`,
    at: ["SCN003 9:1"],
    says: /unique/,
    hint: /first on line 2/,
  },
  {
    what: "a second document",
    text: `${SOUND}---\nexpect: [{id: e, that: "sum(messages.delivered) > 0"}]\n`,
    at: ["SCN003 9:1"],
    says: /a second document begins here/,
  },
  {
    what: "a tag",
    text: `${SOUND}name: !secret x\n`,
    at: ["SCN003 9:7"],
    says: /tag/,
  },
  {
    what: "another version of YAML",
    text: `%YAML 1.1\n---\n${SOUND}`,
    at: ["SCN003 1:1"],
    says: /1\.2/,
  },
  {
    what: "an empty file",
    text: "",
    at: ["SCN004 1:1"],
    says: /the file is empty; it must be a map of keys/,
    hint: /iotctl: 1/,
  },
  { what: "a list as a file", text: "- a\n- b\n", at: ["SCN004 1:1"], says: /the file is a list/ },
  {
    what: "an unknown format version",
    text: SOUND.replace("iotctl: 1", "iotctl: 2"),
    at: ["SCN006 1:9"],
    says: /iotctl is 2; it must be 1/,
  },
  {
    what: "no format version",
    text: SOUND.replace("iotctl: 1\n", ""),
    at: ["SCN006 1:1"],
    says: /does not say its format version/,
  },
  {
    what: "a bad trace row",
    text: site(
      "    devices: [{twin: parking-nbiot, count: 1, replay: {file: log.csv, timeColumn: t, valueColumn: v}}]\n",
    ),
    others: { "fleet/log.csv": "t,v\n2026-01-01T00:00:00Z,1\n2026-01-01T00:05:00Z,warm\nyesterday,3\n" },
    at: ["SCN061 3:1", "SCN061 4:1"],
    says: /v is `warm`; it must be a number/,
  },
  {
    what: "a column that is not there",
    text: site(
      "    devices: [{twin: parking-nbiot, count: 1, replay: {file: log.csv, timeColumn: t, valueColumn: value}}]\n",
    ),
    others: { "fleet/log.csv": "t,valeu\n2026-01-01,1\n" },
    at: ["SCN060 5:99"],
    says: /has no column `value`/,
    hint: /`valeu`/,
  },
  {
    what: "a trace file that is missing",
    text: site(
      "    devices: [{twin: parking-nbiot, count: 1, replay: {file: log.csv, timeColumn: t, valueColumn: v}}]\n",
    ),
    at: ["SCN001 5:62"],
    says: /file `log\.csv` does not exist/,
  },
  {
    what: "an outage that ends before it starts",
    text: `${SOUND}outages: [{file: o.csv, target: all, columns: {name: n, down: d, up: u}}]\n`,
    others: {
      "fleet/o.csv":
        "n,d,u\na,2026-01-01T00:10:00Z,2026-01-01T00:20:00Z\nb,2026-01-01T00:10:00Z,2026-01-01T00:10:00Z\n",
    },
    at: ["SCN062 3:1"],
    says: /outage of `b` ends at .*, not after it starts/,
  },
  {
    what: "an unknown fault",
    text: `${SOUND}timeline: [{at: 5m, fault: backhaul.outtage, target: all}]\n`,
    at: ["SCN051 9:28"],
    says: /there is no fault `backhaul\.outtage`/,
    hint: /`backhaul\.outage`/,
  },
  {
    what: "an old name of a fault",
    text: `${SOUND}timeline: [{at: 5m, fault: link.clog, target: all}]\n`,
    at: ["SCN051 9:28"],
    says: /there is no fault `link\.clog`/,
    hint: /`link\.loss`/,
  },
  {
    what: "a fault by the name others give it: all of ours are listed",
    text: `${SOUND}timeline: [{at: 5m, fault: network.outage, target: all}]\n`,
    at: ["SCN051 9:28"],
    says: /there is no fault `network\.outage`/,
    hint: /did you mean `backhaul\.outage`\? faults are backhaul\.outage, .*gateway\.crash$/,
  },
  {
    what: "an outage of the network where nobody has a gateway",
    text: `iotctl: 1
duration: 1h
sites: [{id: s, devices: [{twin: parking-nbiot, count: 2}]}]
timeline: [{at: 5m, fault: network.outage, target: all}]
`,
    at: ["SCN051 4:28"],
    says: /there is no fault `network\.outage`/,
    hint: /did you mean `cloud\.outage`\?/,
  },
  {
    what: "an empty label",
    text: SOUND.replace("{board: rev-a}", '{board: ""}'),
    at: ["SCN012 7:57"],
    says: /labels\.board is an empty text; it must not be empty/,
    hint: /give the label a value, or leave it out/,
  },
  {
    what: "a label without a value",
    text: SOUND.replace("{board: rev-a}", "{board: }"),
    at: ["SCN012 7:57"],
    says: /labels\.board is empty; it must be text, a number or true or false/,
  },
  {
    what: "a label without a name",
    text: SOUND.replace("{board: rev-a}", '{"": x}'),
    at: ["SCN016 7:49"],
    says: /a label must have a name/,
  },
  {
    what: "an empty seed",
    text: `${SOUND}seed: ""\n`,
    at: ["SCN012 9:7"],
    says: /seed is an empty text; it must not be empty/,
    hint: /without `seed` it is 1/,
  },
  {
    what: "a fault's parameter with the wrong unit",
    text: `${SOUND}timeline: [{at: 5m, fault: link.loss, params: {loss: 20}, target: all}]\n`,
    at: ["SCN015 9:54"],
    says: /timeline\[0\]\.params\.loss is 20; it must be a share/,
  },
  {
    what: "a parameter another fault has",
    text: `${SOUND}timeline: [{at: 5m, fault: backhaul.outage, params: {loss: 20%}, target: all}]\n`,
    at: ["SCN010 9:54"],
    says: /unknown key `loss` in timeline\[0\]\.params/,
  },
  {
    what: "a limit that is no number",
    text: `${SOUND}cloud: {broker: {connectsPerSecond: .nan}}\n`,
    at: ["SCN014 9:37"],
    says: /cloud\.broker\.connectsPerSecond is not a number \(\.nan\); it must be above 0/,
  },
  {
    what: "a limit without a limit",
    text: `${SOUND}timeline: [{at: 5m, fault: broker.limit}]\n`,
    at: ["SCN017 9:28"],
    says: /must have connectsPerSecond, ingestPerSecond or both/,
  },
  {
    what: "a fault without a target",
    text: `${SOUND}timeline: [{at: 5m, fault: device.offline}]\n`,
    at: ["SCN011 9:12"],
    says: /has no target/,
  },
  {
    what: "a target for the cloud itself",
    text: `${SOUND}timeline: [{at: 5m, fault: broker.limit, params: {ingestPerSecond: 1/s}, target: {site: north}}]\n`,
    at: ["SCN052 9:82"],
    says: /broker\.limit strikes the cloud itself/,
    hint: /target: all/,
  },
  {
    what: "two actions in one entry",
    text: `${SOUND}timeline: [{at: 5m, fault: device.offline, command: reboot, target: all}]\n`,
    at: ["SCN017 9:12"],
    says: /has fault and command; it must have exactly one/,
  },
  {
    what: "a command that is the registry's own",
    text: `${SOUND}timeline: [{at: 5m, command: decommission, target: all}]\n`,
    at: ["SCN013 9:30"],
    says: /command is `decommission`; it must be one of diagnostics, read-sensor/,
  },
  {
    what: "a decommissioning that says no",
    text: `${SOUND}timeline: [{at: 5m, decommission: false, target: all}]\n`,
    at: ["SCN012 9:35"],
    says: /decommission is false; it must be/,
  },
  {
    what: "a decommissioning without a target",
    text: `${SOUND}timeline: [{at: 5m, decommission: true}]\n`,
    at: ["SCN011 9:12"],
    says: /has no target; decommission must say whom it strikes/,
  },
  {
    what: "a decommissioning of gateways, and for a while",
    text: `${SOUND}timeline: [{at: 5m, for: 5m, decommission: true, target: {gateways: true, allowEmpty: true}}]\n`,
    at: ["SCN017 9:26", "SCN052 9:58"],
    says: /belongs to faults; a decommission has none|strikes devices only/,
  },
  {
    what: "a gateway's rule about a twin that is nowhere",
    text: edge("{when: {twin: air-qualty, above: 1}, actuate: {twin: hvac-controller, name: fan}}"),
    at: ["SCN054 8:27"],
    says: /north\/gw rules\[0\] names `air-qualty`, but no such device is behind the gateways of north\/gw: there is none/,
    hint: /`air-quality`/,
  },
  {
    what: "a gateway's rule about an actuator behind another gateway",
    text: edge("{when: {twin: air-quality, above: 1}, actuate: {twin: camera, name: record}}"),
    at: ["SCN054 8:27"],
    says: /it stands behind other gateways, at south/,
  },
  {
    what: "a gateway's rule about an actuator that sleeps",
    text: edge("{when: {twin: hvac-controller, above: 1}, actuate: {twin: air-quality, name: lamp}}"),
    at: ["SCN054 8:27"],
    says: /switches north\/air-quality, which sleeps between its own reports and hears nothing else \(lorawan\)/,
    hint: /must listen/,
  },
  {
    what: "a gateway's rule that waits for alarms nobody raises",
    text: edge("{when: {twin: air-quality, alarm: true}, actuate: {twin: hvac-controller, name: fan}}")
      .replace("twin: air-quality, count: 4", "twin: temperature-wifi, id: mute, count: 4")
      .replace("twin: air-quality, alarm", "group: mute, alarm"),
    at: ["SCN054 8:27"],
    says: /waits for alarms of mute, whose twin raises none/,
  },
  {
    what: "a gateway's rule without a condition, and one that names too much",
    text: edge(
      "{when: {twin: air-quality}, actuate: {twin: hvac-controller, name: fan}}, {when: {twin: air-quality, alarm: true, above: 3}, actuate: {name: fan}}",
    ),
    at: ["SCN017 8:34", "SCN017 8:108", "SCN017 8:161"],
    says: /it must have `above`, `below` or both, or `alarm` alone|it must have `twin` or `group`, one of them/,
  },
  {
    what: "a health that is critical before it is a warning",
    text: site(
      "    devices: [{twin: parking-nbiot, count: 1, overrides: {health: {battery: {warning: 10%, critical: 20%}}}}]\n",
    ),
    at: ["SCN029 5:102"],
    says: /health\.battery\.critical is 20 %; it must be at most health\.battery\.warning, 10 %/,
  },
  {
    what: "a time after the end",
    text: `${SOUND}timeline: [{at: 2h, command: reboot, target: all}]\n`,
    at: ["SCN041 9:17"],
    says: /timeline\[0\]\.at is `2h`, at 2h; the run goes from 0s to 1h/,
  },
  {
    what: "a time of no phase",
    text: `${SOUND}phases: {storm: 10m}\ntimeline: [{at: strom + 5m, command: reboot, target: all}]\n`,
    at: ["SCN040 10:17"],
    says: /timeline\[0\]\.at is `strom \+ 5m`/,
    hint: /`storm`/,
  },
  {
    what: "a time that waits for an event, in the timeline",
    text: `${SOUND}timeline:\n  - {id: a, at: 5m, command: blink, target: all}\n  - {at: a.end + 5m, command: blink, target: all}\n`,
    at: ["SCN043 11:10"],
    says: /must be a time/,
    hint: /only the `from`/,
  },
  {
    what: "phases longer than the run",
    text: `${SOUND}phases: {a: 50m, b: 20m}\n`,
    at: ["SCN042 9:9"],
    says: /phases are 1h10m long together, the run is 1h/,
  },
  {
    what: "a repetition without end",
    text:
      SOUND.replace("duration: 1h", "duration: 400d") +
      "timeline: [{every: 1s, command: blink, target: all}]\n",
    at: ["SCN045 9:20"],
    says: /at most 10000 are allowed/,
  },
  {
    what: "a shadow property no twin has",
    text: `${SOUND}timeline: [{at: 5m, config: {desired: {reportMinuets: 5}}, target: all}]\n`,
    at: ["SCN053 9:40"],
    says: /no targeted device has a shadow property `reportMinuets`/,
    hint: /`reportMinutes`/,
  },
  {
    what: "a shadow property of another type",
    text: `${SOUND}timeline: [{at: 5m, config: {desired: {reportMinutes: often}}, target: all}]\n`,
    at: ["SCN053 9:55"],
    says: /is a number in its twin; here it is a string/,
  },
  {
    what: "an unknown parameter",
    text: SOUND.replace("1h", `\${lenght}`) + "params: {length: 1h}\n",
    at: ["SCN020 2:11", "SCN015 2:11"].sort(),
    says: /duration is/,
  },
  {
    what: "an unknown firmware version",
    text: `${SOUND}firmware: [{version: 2.4.0, size: 1KB}]\nrollouts: [{id: r, at: 5m, to: 2.4.1, target: all, stages: [{percent: 100}]}]\n`,
    at: ["SCN070 10:32"],
    says: /there is no firmware `2\.4\.1`/,
    hint: /`2\.4\.0`/,
  },
  {
    what: "a patch that is no smaller than its image",
    text: `${SOUND}firmware: [{version: 2.4.0, size: 10KB, delta: {from: 2.3.1, size: 10KB}}]\n`,
    at: ["SCN014 9:68"],
    says: /firmware\[0\]\.delta\.size is 10.*KB; it must be below the image's 10.*KB/,
  },
  {
    what: "a wrong base without a patch",
    text: `${SOUND}firmware: [{version: 2.4.0, size: 10KB, defect: wrong-base}]\n`,
    at: ["SCN017 9:49"],
    says: /defect is wrong-base, which is about a patch; there is no delta/,
    hint: /delta/,
  },
  {
    what: "deltas that form a loop",
    text: `${SOUND}firmware:\n  - {version: 3.0.0, size: 10KB, delta: {from: 3.1.0, size: 1KB}}\n  - {version: 3.1.0, size: 10KB, delta: {from: 3.0.0, size: 1KB}}\n`,
    at: ["SCN073 10:48", "SCN073 11:48"],
    says: /the deltas 3\.0\.0 < 3\.1\.0 < 3\.0\.0 form a loop/,
  },
  {
    what: "stages that do not rise",
    text: `${SOUND}firmware: [{version: 2.4.0, size: 1KB}]\nrollouts: [{id: r, at: 5m, to: 2.4.0, target: all, stages: [{percent: 10}, {percent: 10}]}]\n`,
    at: ["SCN071 10:86"],
    says: /stages\[1\]\.percent is 10; it must be above the stage before it \(10\)/,
  },
  {
    what: "an abort rule that compares nothing",
    text: `${SOUND}firmware: [{version: 2.4.0, size: 1KB}]\nrollouts:\n  - id: r\n    at: 5m\n    to: 2.4.0\n    target: all\n    abort: [{when: "rate(device.reboots) > 1/s", action: PAUSE}]\n    stages: [{percent: 100}]\n`,
    at: ["SCN072 15:20"],
    says: /abort\[0\]\.when is `rate\(device\.reboots\) > 1\/s`: it is no comparison of canary and baseline/,
    hint: /canary\.FIGURE > 3 \* baseline\.FIGURE/,
  },
  {
    what: "an abort rule over a figure that nobody has",
    text: `${SOUND}firmware: [{version: 2.4.0, size: 1KB}]\nrollouts:\n  - id: r\n    at: 5m\n    to: 2.4.0\n    target: all\n    abort: [{when: "canary.luck > 1"}]\n    stages: [{percent: 100}]\n`,
    at: ["SCN072 15:20"],
    says: /there is no figure `luck`/,
    hint: /reboots, connects, energy, rejected, value/,
  },
  {
    what: "an abort rule of two kinds",
    text: `${SOUND}firmware: [{version: 2.4.0, size: 1KB}]\nrollouts:\n  - id: r\n    at: 5m\n    to: 2.4.0\n    target: all\n    abort: [{when: "canary.reboots > 1", thresholdPercentage: 1}]\n    stages: [{percent: 100}]\n`,
    at: ["SCN017 15:20"],
    says: /both `when` and `thresholdPercentage`/,
  },
  {
    what: "an expression that cannot be read",
    text: `${SOUND}expect: [{id: a, that: "share(device.online) => 99%"}]\n`,
    at: ["SCN080 9:46"],
    says: /expect\[0\]\.that/,
  },
  {
    what: "an expression with a metric that does not exist",
    text: `${SOUND}expect: [{id: a, that: "share(device.onlin) >= 99%"}]\n`,
    at: ["SCN081 9:31"],
    says: /device\.onlin/,
    hint: /device\.online/,
  },
  {
    what: "an expectation with two modes",
    text: `${SOUND}expect: [{id: a, that: "share(device.online) >= 99%", always: true, never: true}]\n`,
    at: ["SCN017 9:10"],
    says: /always and never/,
  },
  {
    what: "an expectation that asks nothing",
    text: `${SOUND}expect: [{id: a}]\n`,
    at: ["SCN017 9:10"],
    says: /exactly one of that and sql/,
  },
  {
    what: "an event no rollout brings",
    text: `${SOUND}expect: [{id: a, that: "share(device.online) >= 99%", eventually: {from: fw.aborted}}]\n`,
    at: ["SCN044 9:74"],
    says: /from is `fw\.aborted`/,
  },
];

describe("a problem is told with its code and place", () => {
  test.each(CASES)("$what", ({ text, others, at, says, hint }) => {
    const loaded = load(text, others);
    expect(places(loaded)).toEqual(at);
    expect(loaded.scenarios).toEqual([]);
    expect(loaded.diagnostics.map(({ message }) => message).join("\n")).toMatch(says);
    if (hint) expect(loaded.diagnostics.map((diagnostic) => diagnostic.hint ?? "").join("\n")).toMatch(hint);
  });

  test("every code that a test meets is in the table of codes", () => {
    const met = CASES.flatMap(({ at }) => at.map((place) => place.slice(0, 6)));
    for (const code of met) expect(Object.keys(SCENARIO_CODES)).toContain(code);
  });
});

test("a file that does not exist is told as such", () => {
  const loaded = load(
    "",
    {},
    {
      readText: () => {
        throw new Error("no such file");
      },
    },
  );
  expect(places(loaded)).toEqual(["SCN001 1:1"]);
  expect(loaded.diagnostics[0].message).toMatch(/cannot read fleet\/test\.yaml: no such file/);
});

test("a file over the size limit is not parsed", () => {
  const loaded = load(`a: ${"x".repeat(4_000_001)}`);
  expect(places(loaded)).toEqual(["SCN002 1:1"]);
});

test("an alias bomb ends at the limit of values", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let n = 1; n < 9; n++)
    lines.push(
      `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(", ")}]`,
    );
  expect(places(load(lines.join("\n")))).toEqual(["SCN005 1:1"]);
});

test("text that nests thousands deep is refused, not crashed on", () => {
  const nested = (depth: number) => load("[".repeat(depth) + "]".repeat(depth));
  expect(places(nested(70))).toEqual(["SCN005 1:1"]);
  expect(nested(50_000).diagnostics.map(({ code }) => code)).toEqual(["SCN003"]);
});

test("all problems of a file and of what it includes are told at once", () => {
  const loaded = load(
    `iotctl: 1
include: [w.yaml]
duration: soon
sites:
  - id: north
    devices:
      - {twin: parking-nbiot, count: 0}
      - {twin: nothing-known, count: 5}
timeline:
  - {at: 5m, fault: power.outtage, target: {site: nroth}}
  - {at: nowhere, command: reboot, target: {site: nroth}}
expect:
  - {id: a, that: "share(device.online) >="}
unknown: 1
`,
    { "fleet/w.yaml": "tenants:\n  - {id: city, sla: {availability: 5}}\n" },
  );
  expect(loaded.diagnostics.map(({ file, code, line }) => `${file} ${code} ${line}`)).toEqual([
    "fleet/test.yaml SCN015 3",
    "fleet/test.yaml SCN014 7",
    "fleet/test.yaml SCN031 8",
    "fleet/test.yaml SCN051 10",
    "fleet/test.yaml SCN030 10",
    "fleet/test.yaml SCN040 11",
    "fleet/test.yaml SCN030 11",
    "fleet/test.yaml SCN080 13",
    "fleet/test.yaml SCN010 14",
    "fleet/w.yaml SCN015 2",
  ]);
});

test("a problem shows its line with a caret under the place", () => {
  const [diagnostic] = load(site("    devices: [{twin: parking-nbiot, count: 0}]\n")).diagnostics;
  expect(formatDiagnostic(diagnostic)).toBe(
    [
      "SCN014 fleet/test.yaml:5:44 sites[0].devices[0].count is 0; it must be at least 1",
      "  5 |     devices: [{twin: parking-nbiot, count: 0}]",
      "    |                                            ^",
    ].join("\n"),
  );
});

test("a file with hundreds of problems shows the first ones and says that there are more", () => {
  const keys = Array.from({ length: 500 }, (_, index) => `key${index}: 1`).join("\n");
  const { diagnostics } = load(`${SOUND}${keys}\n`);
  expect(diagnostics).toHaveLength(201);
  expect(diagnostics.map(({ code }) => code)).toContain("SCN090");
});
