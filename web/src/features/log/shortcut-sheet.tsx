import { Dialog } from '@/shared/ui/dialog';
import { Toggle } from '@/shared/ui/field';
import { logShortcuts } from './use-log-keys';

export function ShortcutSheet({
  opened,
  onClose,
  singleKeys,
  onSingleKeys,
}: {
  opened: boolean;
  onClose: () => void;
  singleKeys: boolean;
  onSingleKeys: (on: boolean) => void;
}) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Shortcuts of the log">
      <div className="stack">
        <dl className="log-shortcuts">
          {logShortcuts.map(([keys, what]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <Toggle label="Shortcuts of a single key" checked={singleKeys} onChange={onSingleKeys} />
      </div>
    </Dialog>
  );
}
