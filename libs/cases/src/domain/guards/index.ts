/** Conditions of the lifecycle's rows, a file a subject. */
export * from './answering.guards';
export * from './appeal.guards';
export * from './classification.guards';
export * from './decision.guards';
export * from './delivery.guards';
export * from './ending.guards';
export * from './guard';
export * from './hold.guards';
export * from './measure.guards';
export * from './remedy.guards';
export * from './replacement.guards';
export * from './request.guards';
export * from './restore.guards';
export * from './side.guards';
export * from './watch.guards';
export * from './slip.guards';
export * from './work.guards';
