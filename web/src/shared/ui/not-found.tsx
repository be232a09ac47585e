import type { ReactNode } from 'react';
import { openPalette } from '../palette/open-palette';
import { Button } from './button';
import { EmptyState } from './feedback';

/** There is no such thing: names what was asked for, and offers to search for it. */
export function NotFound({ what, id, action }: { what: string; id: string; action?: ReactNode }) {
  return (
    <EmptyState
      icon="search"
      title={`There is no such ${what}`}
      action={
        <div className="row">
          {action}
          <Button icon="search" onClick={() => openPalette(id)}>
            Search for it
          </Button>
        </div>
      }
    >
      The {what} <code>{id}</code> does not exist, or you have no role in its project.
    </EmptyState>
  );
}
