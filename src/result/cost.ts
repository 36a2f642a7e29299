// What a month of the run's fleet would cost. Amounts in USD, from whole microdollars.

export interface CostLine {
  meter: string;
  quantity: number;
  unit: string;
  amount: number;
  source: string;
}

export interface CostReport {
  currency: "USD";
  priceBook: string;
  asOf: string;
  monthly: { total: number; perDevice: number; lines: CostLine[] };
  /** Monthly total had every reading been sent to the cloud by itself. */
  withoutFog: { total: number; perDevice: number };
  note: string;
  /** What the reader must know before he believes the total. */
  warnings: string[];
}
