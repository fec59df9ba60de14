import { ApiProperty } from '@nestjs/swagger';

export class AboutView {
  @ApiProperty({ type: String, example: 'Thaw' })
  readonly name: string;

  @ApiProperty({ type: String, example: '0.1.0' })
  readonly version: string;

  @ApiProperty({ type: String, description: 'Where the OpenAPI description lies' })
  readonly docs: string;
}

export class StateView {
  @ApiProperty({ type: String, enum: ['ok'] })
  readonly state: 'ok';
}
