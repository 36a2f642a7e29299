export type * from "../model/plan.js";
