// Figures that actions put on entities on top of the usual ones (a clock's jump, a share of readings spoilt): each action its
// own, their sum is what counts. Whole numbers, so the sum does not depend on the order.

export interface Imposed {
  /** By local entity; none where nothing is imposed. */
  readonly sums: Map<number, number>;
  /** By local entity what each action has put there. */
  readonly parts: Map<number, Map<number, number>>;
}

export const nothingImposed = (): Imposed => ({ sums: new Map(), parts: new Map() });

const refresh = ({ sums, parts }: Imposed, local: number): void => {
  const own = parts.get(local);
  let sum = 0;
  for (const figure of own?.values() ?? []) sum += figure;
  if (own !== undefined) sums.set(local, sum);
  else sums.delete(local);
};

/** 0 imposes nothing. */
export const impose = (imposed: Imposed, local: number, action: number, figure: number): void => {
  if (figure === 0) return;
  const own = imposed.parts.get(local);
  if (own === undefined) imposed.parts.set(local, new Map([[action, figure]]));
  else own.set(action, figure);
  refresh(imposed, local);
};

/** What an action has imposed goes; what others have stays. */
export const liftImposed = (imposed: Imposed, local: number, action: number): void => {
  const own = imposed.parts.get(local);
  if (own?.delete(action) && own.size === 0) imposed.parts.delete(local);
  refresh(imposed, local);
};
