// CST-2's fleet and price book: temperature sensors of 150 B a minute, 100 behind each gateway, a 200 B summary in 5 minutes.

export const SENSORS = 10_000;
const PER_GATEWAY = 100;

/** 24 h and three seconds: the last window's summary has arrived. */
export const sensorsText = (sensors: number): string => `iotctl: 1
name: sensors
seed: sensors
duration: 86403s
sites:
  - id: hall
    region: us
    gateways: {twin: fog-gateway, count: ${sensors / PER_GATEWAY}, overrides: {aggregation: {window: 5m, grace: 1s, summary: 200B}}}
    devices: [{id: hall/t, twin: temperature-wifi, via: gateway, count: ${sensors}, overrides: {mtbf: 0s, reporting: {interval: 1m, payload: 150B}, radio: {loss: 0%, ackLoss: 0%}}}]
`;

/** Ingestion by the megabyte of payload. */
export const TEN_THOUSAND_SENSORS_BOOK = `pricebook: 1
name: by-the-megabyte
title: Ingestion by the megabyte
region: none
currency: USD
asOf: 2026-01-01
lines:
  - {id: ingestion, label: ingestion, meter: stored-bytes, unit: bytes, tiers: [{price: 0.08 USD, per: 1_000_000}], source: the case, confidence: given}
`;
