/** The catalogue of every job: its name, queue, payload, retries. A job carries ids only, never personal data. */
export * from './catalogue';
