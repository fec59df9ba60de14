/** Notifications: what Thaw tells people, and the proof that it reached them. */
export * from './inbox-reading.query';
export * from './inbox-reading.service';
export * from './notification.entity';
export * from './notification-read.entity';
export * from './notifications.module';
export * from './notifications.service';
