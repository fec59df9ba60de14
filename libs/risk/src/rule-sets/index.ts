export * from './rule-set-event.entity';
export * from './rule-set.entity';
export * from './rule-set.view';
export * from './rule-sets.query';
export * from './rule-sets.service';
