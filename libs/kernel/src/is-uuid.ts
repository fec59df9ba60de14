const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id that is no uuid names nothing: asking the database for it would be an error rather than an empty answer. */
export const isUuid = (text: string): boolean => UUID.test(text);
