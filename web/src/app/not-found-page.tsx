import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { openPalette } from '@/shared/palette/open-palette';
import { Button } from '@/shared/ui/button';
import { EmptyState } from '@/shared/ui/feedback';

export function NotFoundPage(): ReactNode {
  const { pathname } = useLocation();
  return (
    <EmptyState
      icon="search"
      title="There is nothing at this address"
      action={
        <div className="row">
          <Link to="/" className="button button-primary">
            Go to the start page
          </Link>
          <Button icon="search" onClick={() => openPalette(pathname.split('/').pop())}>
            Search
          </Button>
        </div>
      }
    >
      <code>{pathname}</code> is not a page of Signalbox.
    </EmptyState>
  );
}
