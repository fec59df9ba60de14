/**
 * Loaded before each process of a desk. When the line to the desk breaks, the desk was killed without a word, and
 * nobody would ever stop its processes: each then stops itself, in the same order as if it had been told to.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The line alone is no reason to live.
process.channel?.unref();
