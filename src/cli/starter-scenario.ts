// The scenario `iotctl init` writes: small enough to read in a minute, whole enough to fail when something is wrong.

export const STARTER_SCENARIO = `# A scenario: a fleet, what happens to it, and what you expect of it.
#   iotctl validate scenario.yaml    checks it
#   iotctl simulate scenario.yaml    runs it; the exit code is the verdict
iotctl: 1                       # format version
name: my-fleet
description: A site loses its backhaul for ten minutes; nothing may be lost.
seed: first-try                 # any phrase; the same seed gives the same run
duration: 2h

# \${connectLimit} below; override with --set connectLimit=50
params: {connectLimit: 200}

tenants:
  - id: acme
    sla: {availability: 90%, freshness: {share: 95%, within: 2m}}

# Who is there. Twins are device types; the shipped ones are found by name.
sites:
  - id: north
    region: eu-north
    gateways: {twin: fog-gateway, count: 4}
    devices:
      - {twin: parking-lora, count: 300, tenant: acme, labels: {district: harbour}}
      - {twin: parking-nbiot, count: 100, tenant: acme, labels: {district: centre}}

cloud:
  profile: aws-iot-core
  broker: {connectsPerSecond: "\${connectLimit}"}

# Stretches of the run; times and expectations refer to them by name.
phases: {warmup: 30m, outage: 10m, recovery: 80m}

# What happens. A fault reverts by itself after \`for\`.
timeline:
  - {id: cut, at: outage, fault: backhaul.outage, target: {site: north}, for: 10m}

# What must hold. \`severity: should\` warns only.
expect:
  - {id: all-back, that: "share(device.online) >= 99%", eventually: {within: 10m, from: recovery}}
  - {id: within-limit, that: "max(broker.connects.rate) <= \${connectLimit}"}
  - {id: nothing-lost, that: "sum(messages.dropped{cause=store-full}) == 0"}
  - {id: none-empty, that: "count(device.depleted) == 0", always: true}
  - {id: cheap, that: "cost.monthly.perDevice <= 1 USD", severity: should}

# Several runs of one file, and a comparison: iotctl simulate scenario.yaml
# variants:
#   narrow: {set: {connectLimit: 20}}
#   wide:   {set: {connectLimit: 500}}
`;
