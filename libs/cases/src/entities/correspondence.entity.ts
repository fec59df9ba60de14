import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { StoredFile } from './stored-file';

/** What merchant and desk say to each other. */
@Entity('case_message')
@Unique('case_message_of_case', ['id', 'caseId'])
@Index('case_message_order', ['caseId', 'sentAt', 'id'])
export class CaseMessage {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ name: 'from_merchant', type: 'boolean' })
  fromMerchant: boolean;

  @Column({ type: 'text' })
  author: string;

  @Column({ type: 'text' })
  body: string;

  @Column({ name: 'sent_at', type: 'timestamptz' })
  sentAt: Date;

  /** The published version of the reply template that it came of. */
  @Column({ name: 'template_id', type: 'uuid', nullable: true })
  templateId: string | null;

  @Column({ name: 'template_version', type: 'integer', nullable: true })
  templateVersion: number | null;
}

/** What staff write for staff. A table of its own: no query for messages can ever return a note. */
@Entity('case_note')
@Unique('case_note_of_case', ['id', 'caseId'])
@Index('case_note_order', ['caseId', 'writtenAt', 'id'])
export class CaseNote {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ type: 'text' })
  author: string;

  @Column({ type: 'text' })
  body: string;

  @Column({ name: 'written_at', type: 'timestamptz' })
  writtenAt: Date;

  /** The published version of the reply template that it came of. */
  @Column({ name: 'template_id', type: 'uuid', nullable: true })
  templateId: string | null;

  @Column({ name: 'template_version', type: 'integer', nullable: true })
  templateVersion: number | null;
}

/** A file that goes with a message or a note, once it is sent. */
export abstract class SentFile extends StoredFile {
  @Column({ name: 'uploaded_by', type: 'uuid' })
  uploadedBy: string;
}

/** Sent with a message: both sides read it then. */
@Entity('message_file')
@Index('message_file_case', ['caseId', 'uploadedAt', 'id'])
export class MessageFile extends SentFile {
  /** Null until it is sent. */
  @Column({ name: 'message_id', type: 'uuid', nullable: true })
  messageId: string | null;
}

/** Of a note, and so for staff alone: a table of its own, as notes have. */
@Entity('note_file')
@Index('note_file_case', ['caseId', 'uploadedAt', 'id'])
export class NoteFile extends SentFile {
  /** Null until it is sent. */
  @Column({ name: 'note_id', type: 'uuid', nullable: true })
  noteId: string | null;
}

/** When a person first read a message of the other side. */
@Entity('message_read')
export class MessageRead {
  @PrimaryColumn({ name: 'message_id', type: 'uuid' })
  messageId: string;

  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  userId: string;

  @Column({ name: 'by_merchant', type: 'boolean' })
  byMerchant: boolean;

  @Column({ name: 'read_at', type: 'timestamptz' })
  readAt: Date;
}

/** When a colleague first read a note. */
@Entity('note_read')
export class NoteRead {
  @PrimaryColumn({ name: 'note_id', type: 'uuid' })
  noteId: string;

  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  userId: string;

  @Column({ name: 'read_at', type: 'timestamptz' })
  readAt: Date;
}

/** A colleague whom a note names. */
@Entity('note_mention')
export class NoteMention {
  @PrimaryColumn({ name: 'note_id', type: 'uuid' })
  noteId: string;

  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  userId: string;
}
