/** The settings: every variable of the environment that is read, with its meaning. Loads neither database nor queue. */
export * from './cli-settings';
export * from './config';
export { ConfigError } from './read-settings';
export { MANUAL_GATEWAY } from './validators';
