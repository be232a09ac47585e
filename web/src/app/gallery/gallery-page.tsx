import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, Suspense, useLayoutEffect } from 'react';
import { Skeleton } from '@/shared/ui/feedback';
import { Segmented } from '@/shared/ui/field';
import { PageHeader } from '@/shared/ui/page';
import type { GallerySearch } from './gallery-search';
import { groups } from './groups';
import './gallery.css';

const themes = [
  { value: '', label: 'As chosen' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** Every state of every component, group by group: to be looked at, and for axe. No way leads here. */
export function GalleryPage(): ReactNode {
  const { group, theme } = useSearch({ strict: false }) as GallerySearch;
  const navigate = useNavigate();
  useTheme(theme);
  const shown = groups.find((one) => one.name === group) ?? groups[0];
  const { Content } = shown;
  return (
    <div className="page">
      <PageHeader
        title="Gallery"
        documentTitle={`Gallery: ${shown.word}`}
        meta="Every state of every component, from samples"
        actions={
          <Segmented
            label="Theme of this page"
            hideLabel
            value={theme ?? ''}
            options={themes}
            onChange={(next) =>
              void navigate({
                to: '.',
                search: ((old: GallerySearch) => ({ ...old, theme: next === '' ? undefined : next })) as never,
                replace: true,
                resetScroll: false,
              })
            }
          />
        }
      />
      <nav className="gallery-groups" aria-label="Groups">
        {groups.map((one) => (
          <Link
            key={one.name}
            to="/gallery"
            search={{ group: one.name, theme }}
            aria-current={one === shown ? 'page' : undefined}
          >
            {one.word}
          </Link>
        ))}
      </nav>
      <div className="gallery" data-group={shown.name} key={shown.name}>
        <Suspense fallback={<Skeleton rows={12} />}>
          <Content />
        </Suspense>
      </div>
    </div>
  );
}

/** The theme of the address, without a word to what this person has chosen. */
function useTheme(theme: GallerySearch['theme']): void {
  useLayoutEffect(() => {
    if (theme === undefined) return;
    const { dataset } = document.documentElement;
    const before = dataset.mantineColorScheme;
    dataset.mantineColorScheme = theme;
    return () => {
      if (before === undefined) delete dataset.mantineColorScheme;
      else dataset.mantineColorScheme = before;
    };
  }, [theme]);
}
