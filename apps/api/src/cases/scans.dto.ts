import { ApiPropertyOptional } from '@nestjs/swagger';
import { RULE_SET_CHOICES, type RuleSetChoice } from '@thaw/risk';
import { IsIn } from 'class-validator';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';

export class StartScanBody {
  @ApiPropertyOptional({
    enum: RULE_SET_CHOICES,
    default: 'pinned',
    description:
      'pinned: the rule set that the case was last scanned with; active: the one that is active now, to which the case then ' +
      'keeps. A case that was never scanned is scanned with the active one',
  })
  @MayBeLeftOut()
  @IsIn(RULE_SET_CHOICES)
  readonly ruleSet?: RuleSetChoice;
}
