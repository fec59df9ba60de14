import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { BilingualText } from '../registry/registry-views.dto';

class AdviceLine {
  @ApiProperty({ type: String })
  readonly code: string;

  @ApiProperty({ type: BilingualText })
  readonly text: BilingualText;
}

export class AdviceSubjectItem {
  @ApiProperty({ type: String })
  readonly code: string;

  @ApiProperty({ type: BilingualText })
  readonly title: BilingualText;

  @ApiProperty({ type: [AdviceLine] })
  readonly items: readonly AdviceLine[];
}

export class AdviceForItem {
  @ApiProperty({ type: String, description: 'A merchant face, or for staff a reason' })
  readonly code: string;

  @ApiProperty({ type: BilingualText })
  readonly title: BilingualText;

  @ApiProperty({ type: [String], description: 'Codes of advice, the most to the point first' })
  readonly advice: readonly string[];
}

export class AdvicePage {
  @ApiProperty({ type: 'integer' })
  readonly version: number;

  @ApiProperty({ type: [AdviceSubjectItem] })
  readonly subjects: readonly AdviceSubjectItem[];

  @ApiProperty({ type: [AdviceForItem], description: 'By what a merchant is shown of why' })
  readonly byFace: readonly AdviceForItem[];

  @ApiPropertyOptional({ type: [AdviceForItem], description: 'For those who work on cases' })
  readonly byReason?: readonly AdviceForItem[];
}
