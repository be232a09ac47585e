import type { Notification } from '@/shared/api/types';
import { Icon, type IconName } from '@/shared/ui/icon';

const looks: Record<Notification['severity'], { icon: IconName; word: string; tone: string }> = {
  success: { icon: 'check', word: 'Success', tone: 'success' },
  info: { icon: 'info', word: 'Info', tone: 'info' },
  warning: { icon: 'warning', word: 'Warning', tone: 'warning' },
  error: { icon: 'error', word: 'Error', tone: 'error' },
};

/** Shape, word and colour; the word is for readers alone, the title beside it says what happened. */
export function SeverityMark({ severity }: { severity: Notification['severity'] }) {
  const { icon, word, tone } = looks[severity];
  return (
    <span className={`tone-${tone}`}>
      <Icon name={icon} />
      <span className="visually-hidden">{word}:</span>
    </span>
  );
}
