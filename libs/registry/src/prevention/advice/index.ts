export * from './advice';
export * from './advice-items';
