/** The desk: how its people share the work – queues, who is a member of which, and who is away. */
export * from './absences.service';
export * from './desk.module';
export * from './members.service';
export * from './queue.entity';
export * from './queues.query';
export * from './queues.service';
