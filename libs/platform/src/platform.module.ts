import { Global, Module, type DynamicModule } from '@nestjs/common';
import { SystemClock, type Clock } from '@thaw/kernel';
import { DiskBlobStore } from './blobs/disk-blob-store';
import { FILE_BLOBS, type BlobStore } from './blobs/blob-store';
import { fileBlobsOf } from './blobs/file-blobs';
import { FileStore } from './blobs/file-store';
import { CONFIG, type Config } from './config/config';
import { Database } from './database/database';
import { Logger } from './logging/logger';
import { Backlog } from './queue/backlog.query';
import { Queues } from './queue/queues';
import { Clamd } from './scanner/clamd';
import { CLOCK, SandboxClock } from './sandbox-clock';

@Global()
@Module({})
export class PlatformModule {
  /** `clock` in place of the desk's own: the seed's, and tests'. */
  static with(config: Config, clock?: Clock): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        { provide: CONFIG, useValue: config },
        {
          provide: CLOCK,
          inject: [Database],
          useFactory: async (database: Database): Promise<Clock> => {
            if (clock) return clock;
            if (!config.sandbox) return new SystemClock();
            const sandbox = new SandboxClock(database);
            await sandbox.start();
            return sandbox;
          },
        },
        Logger,
        Database,
        Queues,
        Backlog,
        DiskBlobStore,
        {
          provide: FILE_BLOBS,
          inject: [DiskBlobStore],
          useFactory: (disk: DiskBlobStore): BlobStore => fileBlobsOf(config, disk),
        },
        FileStore,
        Clamd,
      ],
      exports: [CONFIG, CLOCK, Logger, Database, Queues, Backlog, DiskBlobStore, FileStore, Clamd],
    };
  }
}
