import { DomainError } from '@thaw/kernel';
import { imageSize } from 'image-size';

/** Of a picture, read to learn how large it is: cameras write previews and colour profiles before its size. */
export const PICTURE_HEAD_BYTES = 4 * 1024 * 1024;
const LONGEST_SIDE = 30_000;

/**
 * A small file can be a picture of thousands of megapixels, which takes the memory of whoever opens it. Nothing is decoded
 * here: its size stands in its head.
 * @param head the first {@link PICTURE_HEAD_BYTES} of it, or all
 * @throws DomainError FILE_UNREADABLE (rule `file.picture`), FILE_TOO_LARGE (rule `file.pixels`)
 */
export function needViewablePicture(head: Uint8Array, mostPixels: number): void {
  const { width, height } = sizeOf(head);
  if (width <= LONGEST_SIDE && height <= LONGEST_SIDE && width * height <= mostPixels) return;
  const most = Math.floor(mostPixels / 1_000_000);
  throw new DomainError('FILE_TOO_LARGE', {
    field: 'file',
    rule: 'file.pixels',
    detail: {
      zh: `图片为 ${width} × ${height} 像素；最多 ${most} 百万像素，且任一边不超过 ${LONGEST_SIDE} 像素。请缩小后再上传。`,
      en: `The picture has ${width} × ${height} pixels; it may have ${most} megapixels, and ${LONGEST_SIDE} on a side. Make it smaller and upload it again.`,
    },
  });
}

function sizeOf(head: Uint8Array): { readonly width: number; readonly height: number } {
  try {
    const { width, height, images = [] } = imageSize(head);
    const all = [{ width, height }, ...images];
    const largest = all.reduce((one, other) => (area(other) > area(one) ? other : one));
    if (area(largest) > 0) return largest;
  } catch {
    // Whatever it stumbled over, it is a picture of which nobody can say how large it is.
  }
  throw new DomainError('FILE_UNREADABLE', {
    field: 'file',
    rule: 'file.picture',
    detail: {
      zh: '图片已损坏，无法读出尺寸；请重新拍照或另存后再上传。',
      en: 'The picture is damaged: its size cannot be read. Photograph or save it anew and upload that.',
    },
  });
}

const area = ({ width, height }: { readonly width: number; readonly height: number }): number =>
  width * height;
