import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CASE_AUDIT_FORMAT, type CaseAudit } from '@thaw/audit';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUUID, Matches, Max, Min } from 'class-validator';
import { says } from '../validation/constraint-text';
import { Instant } from '../validation/instant.decorator';
import { PageQuery } from '../validation/page-query.dto';

const KINDS = ['change', 'read', 'refusal', 'note'] as const;
const MOST_RECORDS = Number.MAX_SAFE_INTEGER;
const NAME = /^[\w :./*-]{1,200}$/;
const isName = Matches(
  NAME,
  says('最多 200 个字母、数字或 _ : . / -。', 'At most 200 letters, digits or _ : . / -.'),
);
const HASHES = { type: String, isArray: true, description: 'SHA-256, base64' } as const;

export class AuditQuery extends PageQuery {
  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @IsIn(KINDS)
  readonly kind?: (typeof KINDS)[number];

  @ApiPropertyOptional({ type: String, pattern: NAME.source, example: 'user:2f0c…' })
  @IsOptional()
  @isName
  readonly actor?: string;

  @ApiPropertyOptional({
    type: String,
    pattern: NAME.source,
    description: 'A table, or `route`',
    example: 'freeze_case',
  })
  @IsOptional()
  @isName
  readonly subject?: string;

  @ApiPropertyOptional({ type: String, pattern: NAME.source, description: 'Which row of it' })
  @IsOptional()
  @isName
  readonly key?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  readonly caseId?: string;

  @ApiPropertyOptional({ type: Date, description: 'Inclusive' })
  @IsOptional()
  @Instant()
  readonly from?: Date;

  @ApiPropertyOptional({ type: Date, description: 'Exclusive' })
  @IsOptional()
  @Instant()
  readonly to?: Date;
}

const isCount = (): PropertyDecorator => (target, key) => {
  for (const one of [Type(() => Number), IsInt(), Min(1), Max(MOST_RECORDS)]) one(target, key);
};

export class ProofQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Of how many records; absent: of all' })
  @IsOptional()
  @isCount()
  readonly size?: number;
}

export class ConsistencyQuery {
  @ApiProperty({ type: 'integer', minimum: 1 })
  @isCount()
  readonly from: number;

  @ApiProperty({ type: 'integer', minimum: 1 })
  @isCount()
  readonly to: number;
}

export class AuditRecordItem {
  @ApiProperty({ type: 'integer', description: 'From 0 on, without a gap' })
  readonly seq: number;

  @ApiProperty({ type: String, description: 'JSON; its UTF-8 bytes are the leaf of the tree' })
  readonly entry: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'JSON of what was before and after; null where there is none, or it was erased',
  })
  readonly body: string | null;
}

export class AuditRecordPage {
  @ApiProperty({ type: [AuditRecordItem] })
  readonly items: readonly AuditRecordItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

export class ProvenRecordItem extends AuditRecordItem {
  @ApiProperty({ type: 'integer', description: 'Of how many records the tree is in which it is proven' })
  readonly size: number;

  @ApiProperty({ ...HASHES, description: 'From the leaf up, as RFC 6962 lists them; SHA-256, base64' })
  readonly proof: readonly string[];
}

export class ConsistencyProof {
  @ApiProperty(HASHES)
  readonly proof: readonly string[];
}

export class CheckpointItem {
  @ApiProperty({ type: 'integer' })
  readonly size: number;

  @ApiProperty({ type: Date })
  readonly at: Date;

  @ApiProperty({ type: String, description: 'Signed note: origin, count, root, time (C2SP tlog-checkpoint)' })
  readonly note: string;

  @ApiProperty({ type: Date, nullable: true, description: 'Null while it is only in the database' })
  readonly exportedAt: Date | null;
}

export class CheckpointPage {
  @ApiProperty({ type: [CheckpointItem] })
  readonly items: readonly CheckpointItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

export class AuditKey {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null: no checkpoints are made',
    example: 'thaw.audit/2f0c…+1f2e3d4c+AQ…',
  })
  readonly key: string | null;
}

class CaseAuditRecord extends AuditRecordItem {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Base64; with the body it gives the commitment of the entry',
  })
  readonly salt: string | null;

  @ApiProperty(HASHES)
  readonly proof: readonly string[];
}

export class CaseAuditFile implements CaseAudit {
  @ApiProperty({ enum: [CASE_AUDIT_FORMAT] })
  readonly format: typeof CASE_AUDIT_FORMAT;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly caseId: string;

  @ApiProperty({ type: String, description: 'The newest checkpoint; proofs lead to its root' })
  readonly checkpoint: string;

  @ApiProperty({ type: 'integer', description: 'Records of the case that it does not cover yet' })
  readonly newer: number;

  @ApiProperty({ type: [CaseAuditRecord] })
  readonly records: readonly CaseAuditRecord[];
}
