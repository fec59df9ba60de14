import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { NoticeMeasure } from '../cases.dto';
import { TextBody, type ActionBodies } from './action-body.dto';

class RefreezeBody extends TextBody {
  @ApiPropertyOptional({
    type: [NoticeMeasure],
    description:
      'What binds from now on, at least one; left out, what the restore gave back is taken back as it stood. Another person confirms each within a working day, else it ends',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => NoticeMeasure)
  readonly measures?: NoticeMeasure[];
}

/** The watch after trading was given back. */
export const WATCH_BODIES = {
  refreeze: RefreezeBody,
  keep_watching: TextBody,
} satisfies ActionBodies;
