/** Reference data: reasons, evidence items, service levels and outcomes, in one place and versioned. */
export * from './evidence-items';
export * from './outcomes';
export * from './reasons';
