import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { BilingualText } from '../registry/registry-views.dto';

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

export class ReadyView extends StateView {
  @ApiProperty({
    type: String,
    enum: ['ok', 'behind'],
    description: 'Whether what is set going is carried out; `behind` keeps no request from being taken',
  })
  readonly queue: 'ok' | 'behind';

  @ApiPropertyOptional({ type: BilingualText, description: 'Where it is behind: what to look at' })
  readonly action?: BilingualText;
}
