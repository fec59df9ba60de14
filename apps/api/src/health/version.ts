/** As in package.json, which does not travel into dist; a test holds the two together. */
export const VERSION = '0.1.0';
