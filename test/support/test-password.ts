/** Of everybody in the tests. */
export const TEST_PASSWORD = 'correct horse battery';
