// Divides a fleet into cells: gateways with their devices, partners together, then the direct devices in runs.
// From the topology alone; the number of workers is unknown here. Cells never change a result, only the speed.
import type { CellPlan } from "../model/plan/plan.js";

/**
 * About this many devices a cell, so that its columns (about 500 bytes each) stay in a core's own cache. Measured on two
 * cores with 1 MB each: 2,000 is 5 to 50 % faster than 8,000; below 1,000 what each cell costs by itself takes over.
 */
export const CELL_DEVICES = 2_000;

interface Shape {
  deviceCount: number;
  gatewayCount: number;
  homeOf: Int32Array;
  partnerOf: Int32Array;
}

interface Division {
  cells: CellPlan[];
  cellOf: Int32Array;
  localOf: Int32Array;
}

/** Cell index of every gateway number. Returns also how full each cell is. */
const placeGateways = (shape: Shape, cellDevices: number): { cellOfGateway: Int32Array; load: number[] } => {
  const attached = new Int32Array(shape.gatewayCount);
  for (let device = 0; device < shape.deviceCount; device++) {
    const gateway = shape.homeOf[device];
    if (gateway >= 0) attached[gateway]++;
  }
  const cellOfGateway = new Int32Array(shape.gatewayCount);
  const load = [0];
  for (let gateway = 0; gateway < shape.gatewayCount; gateway++) {
    const partner = shape.partnerOf[gateway];
    // The second of a pair goes where the first is: one takes the other's devices.
    if (partner >= 0 && partner < gateway) continue;
    const weight = attached[gateway] + (partner < 0 ? 0 : attached[partner]);
    if (load[load.length - 1] > 0 && load[load.length - 1] + weight > cellDevices) load.push(0);
    load[load.length - 1] += weight;
    cellOfGateway[gateway] = load.length - 1;
    if (partner >= 0) cellOfGateway[partner] = load.length - 1;
  }
  return { cellOfGateway, load };
};

/** Divides the fleet into cells of about `cellDevices` devices (at least one cell). */
export const divideIntoCells = (shape: Shape, cellDevices: number): Division => {
  const { deviceCount, gatewayCount } = shape;
  const { cellOfGateway, load } = placeGateways(shape, cellDevices);
  const cellOf = new Int32Array(deviceCount + gatewayCount);
  for (let device = 0; device < deviceCount; device++) {
    const gateway = shape.homeOf[device];
    if (gateway >= 0) {
      cellOf[device] = cellOfGateway[gateway];
      continue;
    }
    if (load[load.length - 1] >= cellDevices) load.push(0);
    load[load.length - 1]++;
    cellOf[device] = load.length - 1;
  }
  for (let gateway = 0; gateway < gatewayCount; gateway++)
    cellOf[deviceCount + gateway] = cellOfGateway[gateway];

  const members: { devices: number[]; gateways: number[] }[] = load.map(() => ({
    devices: [],
    gateways: [],
  }));
  const localOf = new Int32Array(deviceCount + gatewayCount);
  for (let device = 0; device < deviceCount; device++) members[cellOf[device]].devices.push(device);
  for (let gateway = 0; gateway < gatewayCount; gateway++) {
    members[cellOf[deviceCount + gateway]].gateways.push(deviceCount + gateway);
  }
  const cells = members.map(({ devices, gateways }, index) => {
    for (let local = 0; local < devices.length; local++) localOf[devices[local]] = local;
    for (let local = 0; local < gateways.length; local++) localOf[gateways[local]] = devices.length + local;
    const entities = new Int32Array(devices.length + gateways.length);
    entities.set(devices, 0);
    entities.set(gateways, devices.length);
    return {
      index,
      entities,
      devices: entities.subarray(0, devices.length),
      gateways: entities.subarray(devices.length),
    };
  });
  return { cells, cellOf, localOf };
};
