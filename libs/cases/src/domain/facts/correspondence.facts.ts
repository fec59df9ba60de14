/** Files that the acting person has uploaded and not sent yet. */
export interface CorrespondenceFacts {
  readonly unsentMessageFiles: readonly string[];
  readonly unsentNoteFiles: readonly string[];
}
