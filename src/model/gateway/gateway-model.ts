// One gateway group's twin with its random stream.
import { KeyedRandom } from "../../core/rng.js";
import type { GatewayTwin } from "../../scenario/scenario.js";
import type { GatewayGroup } from "../plan.js";

export class GatewayModel {
  readonly twin: GatewayTwin;
  readonly first: number;
  readonly random: KeyedRandom;

  constructor(group: GatewayGroup) {
    this.twin = group.twin;
    this.first = group.first;
    this.random = new KeyedRandom(group.key);
  }
}
