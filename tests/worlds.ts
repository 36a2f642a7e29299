// Small scenario texts that tests share.

/** A town of 120 devices behind 4 gateways and 20 direct ones, in service from the start. */
export const town = (rest: string, head = "duration: 2h\nstart: {state: active}"): string => `
iotctl: 1
name: town
seed: town
${head}
tenants:
  - {id: city, sla: {availability: 99%, freshness: {share: 95%, within: 10m}}}
sites:
  - id: north
    region: eu-north
    gateways: {twin: fog-gateway, count: 4}
    devices:
      - {twin: parking-lora, count: 60, labels: {board: rev-a}}
      - {twin: temperature-wifi, count: 60}
      - {twin: parking-nbiot, count: 20}
${rest}
`;
