/** The shop simulator: believable histories from a seed, of ordinary shops and of misused terminals. Pure. */
export { historyCsv } from './history-csv';
export { ordinaryPopulation, suspiciousPopulation } from './population';
export * from './reference-population';
export {
  SHOP_KINDS,
  simulateShop,
  type ShopKindName,
  type ShopPlan,
  type SimulatedRow,
} from './simulate-shop';
