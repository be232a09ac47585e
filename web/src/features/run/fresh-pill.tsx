import { plural } from '@/shared/format/format';
import { Icon } from '@/shared/ui/icon';

/** Tells that the list would be another if it were read now. Nothing moves before it is pressed. */
export function FreshPill({ fresh, gone, onPress }: { fresh: number; gone: number; onPress: () => void }) {
  if (fresh === 0 && gone === 0) return null;
  return (
    <button type="button" className="button button-slim fresh-pill" onClick={onPress}>
      <Icon name={fresh > 0 ? 'arrowUp' : 'retry'} size={14} />
      {pillWords(fresh, gone)}
    </button>
  );
}

export function pillWords(fresh: number, gone: number): string {
  if (fresh === 0) return `Take out ${plural(gone, 'deleted run')}`;
  return `${plural(fresh, 'new run')}${gone > 0 ? `, ${gone} deleted` : ''}`;
}
