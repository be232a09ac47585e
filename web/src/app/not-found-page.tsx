import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { EmptyState } from '@/shared/ui/feedback';

export function NotFoundPage(): ReactNode {
  const { pathname } = useLocation();
  return (
    <EmptyState
      icon="search"
      title="There is nothing at this address"
      action={
        <Link to="/" className="button button-primary">
          Go to the start page
        </Link>
      }
    >
      <code>{pathname}</code> is not a page of Signalbox.
    </EmptyState>
  );
}
