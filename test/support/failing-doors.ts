import { Body, Controller, Get, Module, NotFoundException, Post } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Public } from '../../apps/api/src/access/can.decorator';
import { says } from '../../apps/api/src/validation/constraint-text';
import { PathId } from '../../apps/api/src/validation/path-id.decorator';

class Measure {
  @IsIn(['F0', 'F1'])
  readonly level: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(9)
  readonly days?: number;
}

class Form {
  @IsString()
  @MaxLength(5)
  readonly name: string;

  @Matches(/^\d{15}$/, says('商户号是 15 位数字。', 'A merchant number is 15 digits.'))
  readonly merchantNo: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Measure)
  readonly measures: Measure[];
}

/** How often class-transformer has looked at a body of {@link Watched}. */
export const looks = { count: 0 };

class Watched {
  @Transform(({ value }: { value: unknown }) => {
    looks.count += 1;
    return value;
  })
  @IsString()
  readonly name: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => Measure)
  readonly measures?: Measure[];
}

/** Doors that exist only to fail. */
@Controller('test')
class FailingController {
  @Post('form')
  @Public()
  form(@Body() body: Form): Form {
    return body;
  }

  @Post('watched')
  @Public()
  watched(@Body() body: Watched): Watched {
    return body;
  }

  @Get('ids/:id')
  @Public()
  id(@PathId() id: string): { id: string } {
    return { id };
  }

  @Get('bug')
  @Public()
  bug(): never {
    throw new Error('relation "secret_table" does not exist');
  }

  @Get('nest')
  @Public()
  nest(): never {
    throw new NotFoundException('internal words');
  }

  @Get('hidden')
  @Public()
  hidden(): never {
    throw new DomainError('ROUTE_NOT_FOUND');
  }

  @Get('refused')
  @Public()
  refused(): never {
    throw new DomainError('GUARD_REFUSED', {
      rule: 'propose.scan_fresh',
      field: 'scanId',
      detail: { zh: '扫描已过期。', en: 'The scan is too old.' },
      extra: { status: 200, title: 'x', since: [{ zh: '一', en: 'one' }], version: 7, at: new Date(0) },
    });
  }
}

@Module({ controllers: [FailingController] })
export class FailingModule {}
