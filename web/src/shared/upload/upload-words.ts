import type { StoredUpload } from '@/shared/api/types';
import { formatBytes, formatDuration, formatPercent } from '@/shared/format/format';

/** What is said of bytes on their way, whatever they become. */

interface Sent {
  file: Pick<File, 'size'>;
  sent: number;
  /** What was there before this page began to send. */
  resumedAt: number;
  /** Bytes a second, over the last moments. */
  speed: number;
}

/** ` · 50.0 kB/s`, or nothing while that is not known. */
export const paceWords = (speed: number): string => (speed > 0 ? ` · ${formatBytes(Math.round(speed))}/s` : '');

/** ` · 15 s left`, or nothing while that is not known. */
export const leftWords = (bytes: number, speed: number): string =>
  speed > 0 && bytes > 0 ? ` · ${formatDuration((bytes / speed) * 1000)} left` : '';

/** How much of a file was sent, from 0 to 1. */
export const sentFraction = ({ file, sent }: Pick<Sent, 'file' | 'sent'>): number =>
  file.size > 0 ? sent / file.size : 1;

/** `25 % of 1.00 MB · 50.0 kB/s · 15 s left · resumed at 100 kB` */
export function sendingWords(upload: Sent): string {
  const { file, sent, resumedAt, speed } = upload;
  const resumed = resumedAt > 0 ? ` · resumed at ${formatBytes(resumedAt)}` : '';
  const share = formatPercent(sentFraction(upload));
  return `${share} of ${formatBytes(file.size)}${paceWords(speed)}${leftWords(file.size - sent, speed)}${resumed}`;
}

/** Of an upload that an earlier page began. */
export function interruptedWords({ bytesThere, sizeBytes }: Pick<StoredUpload, 'bytesThere' | 'sizeBytes'>): string {
  const share = sizeBytes > 0 ? bytesThere / sizeBytes : 1;
  return `Interrupted at ${formatPercent(share)} of ${formatBytes(sizeBytes)}`;
}
