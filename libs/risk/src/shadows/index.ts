export * from './shadow-result.entity';
export * from './shadows.query';
