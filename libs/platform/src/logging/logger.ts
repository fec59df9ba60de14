import { Inject, Injectable, type LoggerService } from '@nestjs/common';
import { maskCardNumbers } from '@thaw/kernel';
import { pino, stdTimeFunctions, type Logger as Pino } from 'pino';
import { CONFIG, type Config } from '../config/config';
import { failureReport } from './failure-report';

/** Never logged, wherever they stand in an object. */
const SECRET_PATHS = ['password', 'token', 'key', 'secret', 'authorization', 'cookie', 'card'].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`],
);

/** Structured logs on standard output. Every line passes the card-number mask before it leaves the process. */
@Injectable()
export class Logger implements LoggerService {
  private readonly pino: Pino;

  constructor(@Inject(CONFIG) config: Pick<Config, 'logLevel'>) {
    this.pino = pino({
      level: config.logLevel,
      timestamp: stdTimeFunctions.isoTime,
      base: undefined,
      redact: { paths: SECRET_PATHS, censor: '[redacted]' },
      serializers: { err: failureReport },
      hooks: { streamWrite: maskCardNumbers },
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
    if (typeof fields === 'string') this.pino[level](fields);
    else this.pino[level](fields, typeof message === 'string' ? message : undefined);
  }
}
