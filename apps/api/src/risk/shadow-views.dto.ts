import { ApiProperty } from '@nestjs/swagger';
import { BilingualText } from '../registry/registry-views.dto';

export class ShadowRuleItem {
  @ApiProperty({ type: String, example: 'R1a' })
  readonly rule: string;

  @ApiProperty({ type: BilingualText })
  readonly title: BilingualText;

  @ApiProperty({ type: 'integer', description: 'Scans in which it fired in shadow' })
  readonly shadowScans: number;

  @ApiProperty({ type: 'integer' })
  readonly shadowFindings: number;

  @ApiProperty({ type: 'integer', description: 'Scans in which it fired under the active set' })
  readonly activeScans: number;

  @ApiProperty({ type: 'integer' })
  readonly activeFindings: number;
}

export class ShadowComparison {
  @ApiProperty({ type: Date, nullable: true, description: 'When it last began to run in shadow' })
  readonly since: Date | null;

  @ApiProperty({ type: 'integer', description: 'The latest 1,000 scans since then at most' })
  readonly scans: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Mean score in shadow' })
  readonly shadowScore: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Mean score of the same scans under the active set',
  })
  readonly activeScore: number | null;

  @ApiProperty({ type: [ShadowRuleItem], description: 'Rules that fired under either' })
  readonly rules: readonly ShadowRuleItem[];
}
