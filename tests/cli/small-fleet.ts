// A scenario for the command line's tests: forty devices, ten minutes, one fault; about a second of wall time.

interface Changes {
  expect?: string;
  more?: string;
  duration?: string;
}

export const smallFleet = ({ expect, more = "", duration = "10m" }: Changes = {}): string => `iotctl: 1
name: small
seed: 11
duration: ${duration}
params: {connectLimit: 100}
tenants: [{id: red}, {id: blue}]
sites:
  - id: here
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {twin: temperature-wifi, count: 30, tenant: red}
      - {twin: parking-nbiot, count: 10, tenant: blue}
cloud: {broker: {connectsPerSecond: "\${connectLimit}"}}
phases: {before: 3m, cut: 2m, after: 5m}
timeline:
  - {id: cable, at: cut, fault: backhaul.outage, target: {site: here}, for: 2m}
expect:
  - ${expect ?? '{id: none-empty, that: "sum(device.depleted) == 0"}'}
  - {id: limit, that: "max(broker.connects.rate) <= \${connectLimit}"}
${more}`;
