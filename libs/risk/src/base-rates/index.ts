export * from './base-rate.entity';
export * from './base-rates.query';
export * from './base-rates.service';
export { rateLines } from './rate-lines';
