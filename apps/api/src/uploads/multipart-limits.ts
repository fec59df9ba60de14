import type { Config } from '@thaw/platform';

/** Ceilings for any upload; a route sets its own, lower one with {@link oneFile}. */
export const multipartLimits = (config: Pick<Config, 'uploadLimitBytes' | 'evidenceLimitBytes'>) => ({
  fileSize: Math.max(config.uploadLimitBytes, config.evidenceLimitBytes),
  files: 1,
  fields: 30,
  parts: 31,
  fieldNameSize: 100,
  fieldSize: 64 * 1024,
  headerPairs: 50,
});
