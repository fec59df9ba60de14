import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal, ownHeaders } from '../../client/client';
import { messageOf } from '../../showing/message-of';
import { myCaseKey } from '../my-case-query';
import { smaller } from './smaller-image';

interface Given {
  readonly number: string;
  readonly itemId: string;
  readonly types: readonly string[];
}

/** By camera or from files; photos are made smaller before they are sent, and one sees how far it is. */
export function UploadFile({ number, itemId, types }: Given) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const chooser = useRef<HTMLInputElement>(null);
  const [percent, setPercent] = useState<number | null>(null);
  const [failed, setFailed] = useState<readonly File[]>([]);

  const send = async (files: readonly File[]): Promise<void> => {
    for (const [place, file] of files.entries()) {
      setPercent(0);
      try {
        await upload(`/v1/cases/${number}/evidence/${itemId}/files`, await smaller(file), setPercent);
      } catch (error) {
        setFailed(files.slice(place));
        void message.error(messageOf(error));
        break;
      } finally {
        setPercent(null);
      }
      setFailed([]);
      await queries.invalidateQueries({ queryKey: myCaseKey(number) });
    }
  };
  return (
    <div className="upload">
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        accept={types.join(',')}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = '';
          void send(files);
        }}
      />
      {percent === null ? (
        <>
          <Button onClick={() => chooser.current?.click()}>{t('documents.upload')}</Button>
          {failed.length > 0 && (
            <Button type="primary" onClick={() => void send(failed)}>
              {t('documents.again', { name: failed[0]?.name ?? '' })}
            </Button>
          )}
        </>
      ) : (
        <Progress percent={Math.round(percent)} size="small" aria-label={t('documents.uploading')} />
      )}
    </div>
  );
}

/** By XMLHttpRequest, since fetch does not tell how much has gone out. */
function upload(to: string, file: File, onPercent: (percent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', to);
    for (const [name, value] of Object.entries(ownHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onPercent((loaded / total) * 100);
    request.onerror = () => reject(new Error('unreachable'));
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(refusalOf(request.responseText));
    };
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}

function refusalOf(text: string): Error {
  try {
    return new Refusal(JSON.parse(text) as Refusal['problem']);
  } catch {
    return new Error('unreachable');
  }
}
