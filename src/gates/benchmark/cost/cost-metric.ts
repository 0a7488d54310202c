/** How the report calls it; the output `cost-per-million-usd` is read from there. */
export const COST_METRIC = 'cost of a million predictions (USD)'
