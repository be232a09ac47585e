import { type ReactNode, useSyncExternalStore } from 'react';
import { Button } from '@/shared/ui/button';
import { desktopState, onDesktopChange, turnDesktopOff, turnDesktopOn } from './desktop';

/** Notifications by the browser. Its permission is asked for by this button and nothing else. */
export function DesktopSwitch(): ReactNode {
  const state = useSyncExternalStore(onDesktopChange, desktopState);
  if (state === 'unsupported')
    return <p className="muted small">This browser shows notifications in this page only.</p>;
  if (state === 'denied') {
    return <p className="muted small">The browser does not allow notifications of this site; its settings can.</p>;
  }
  return state === 'on' ? (
    <p className="muted small row spread">
      The browser tells you while this page is hidden.
      <Button kind="quiet" onClick={turnDesktopOff}>
        Stop that
      </Button>
    </p>
  ) : (
    <p className="muted small row spread">
      Also outside of this page?
      <Button icon="bell" onClick={() => void turnDesktopOn()}>
        Notify me
      </Button>
    </p>
  );
}
