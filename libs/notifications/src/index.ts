/** Notifications: what Thaw tells people, and the proof that it reached them. */
export * from './notification.entity';
export * from './notifications.module';
export * from './notifications.service';
