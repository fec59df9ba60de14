import type { Readable } from 'node:stream';

/** Whether there is such a file; its stream may be read on afterwards. @throws what the store says where it cannot tell */
export const isThere = (content: Readable): Promise<boolean> =>
  new Promise((resolve, reject) => {
    content.once('readable', () => resolve(true));
    content.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(false);
      else reject(error);
    });
  });
