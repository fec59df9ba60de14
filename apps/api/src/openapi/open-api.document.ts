import { Injectable, type INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { VERSION } from '../health/version';
import { withAnswers } from './answers';
import { withProblems } from './problem-schema';

/** The API's own description, derived from the decorators of its controllers. */
@Injectable()
export class OpenApiDocument {
  private app: INestApplication | null = null;
  private document: OpenAPIObject | null = null;

  describe(app: INestApplication): void {
    this.app = app;
  }

  get(): OpenAPIObject {
    if (!this.app) throw new Error('describe() comes first');
    this.document ??= withProblems(
      withAnswers(SwaggerModule.createDocument(this.app, HEAD, { deepScanRoutes: false })),
    );
    return this.document;
  }
}

const HEAD = new DocumentBuilder()
  .setOpenAPIVersion('3.1.0')
  .setTitle('Thaw')
  .setDescription(
    'The case desk for frozen POS terminals. Every refusal is an RFC 9457 problem (application/problem+json) with a ' +
      'stable `code`, in the language of Accept-Language (zh or en). Lists are keyset pages: pass `next` as `cursor`.',
  )
  .setVersion(VERSION)
  .addBearerAuth({
    type: 'http',
    scheme: 'bearer',
    description: 'A session token (ths_…) from POST /v1/sessions, or an API key (thk_…).',
  })
  .build();
