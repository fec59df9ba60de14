import { Inject, Injectable, type LoggerService } from '@nestjs/common';
import { pino, stdTimeFunctions, type Logger as Pino } from 'pino';
import { CONFIG, type Config } from '../config/config';
import { loggable } from './loggable';
import { maskLine } from './mask-line';

/** Structured logs on standard output: fields as {@link loggable}, each line through {@link maskLine}. */
@Injectable()
export class Logger implements LoggerService {
  private readonly pino: Pino;

  constructor(@Inject(CONFIG) config: Pick<Config, 'logLevel'>) {
    this.pino = pino({
      level: config.logLevel,
      timestamp: stdTimeFunctions.isoTime,
      base: undefined,
      // Errors are reports by now; pino's own serializer would make something else of them.
      serializers: { err: (report: unknown) => report },
      hooks: { streamWrite: maskLine },
    });
  }

  debug(fields: object | string, message?: unknown): void {
    this.write('debug', fields, message);
  }

  info(fields: object | string, message?: unknown): void {
    this.write('info', fields, message);
  }

  warn(fields: object | string, message?: unknown): void {
    this.write('warn', fields, message);
  }

  error(fields: object | string, message?: unknown): void {
    this.write('error', fields, message);
  }

  /** Nest's own lines: what the framework says is of use to few. */
  log(message: unknown): void {
    this.pino.debug({}, String(message));
  }

  private write(level: 'debug' | 'info' | 'warn' | 'error', fields: object | string, message: unknown): void {
    if (typeof fields === 'string') {
      this.pino[level](fields);
      return;
    }
    const fit = loggable(fields instanceof Error ? { err: fields } : fields);
    this.pino[level](fit as object, typeof message === 'string' ? message : undefined);
  }
}
