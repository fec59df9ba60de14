import type { Schema } from '../../client/client';

export type Queue = Schema<'QueueItem'>;

/** Of everything that is read of queues. */
export const QUEUES = ['queues'];
