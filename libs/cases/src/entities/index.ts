export * from './authority-hold.entity';
export * from './case-event.entity';
export * from './correspondence.entity';
export * from './decision.entity';
export * from './evidence.entity';
export * from './freeze-case.entity';
export * from './major-event.entity';
export * from './termination.entity';
