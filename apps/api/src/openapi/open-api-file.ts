import type { OpenAPIObject } from '@nestjs/swagger';

/** The document as it is committed: stable from run to run, one member a line so that a change reads well. */
export const openApiText = (document: OpenAPIObject): string => `${JSON.stringify(document, null, 2)}\n`;
