import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { BilingualText } from '../registry/registry-views.dto';

export class VerdictItem {
  @ApiProperty({ enum: ['accepted', 'duplicate', 'rejected'] })
  readonly verdict: 'accepted' | 'duplicate' | 'rejected';

  @ApiPropertyOptional({ type: String, description: 'The member at fault, empty for the item as a whole' })
  readonly field?: string;

  @ApiPropertyOptional({ type: BilingualText, description: 'What to do about it; told of the first 100' })
  readonly message?: BilingualText;
}

export class ReportReceiptItem {
  @ApiProperty({ type: 'integer' })
  readonly accepted: number;

  @ApiProperty({ type: 'integer', description: 'Known before, or twice in this report' })
  readonly duplicates: number;

  @ApiProperty({ type: 'integer' })
  readonly rejected: number;

  @ApiProperty({ type: [VerdictItem], description: 'One for each item, in their order' })
  readonly items: readonly VerdictItem[];
}
