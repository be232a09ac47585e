import type { ReactNode } from 'react';
import { healthQuery } from '@/features/service';
import { Sampled } from '@/shared/gallery/sampled';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { ShortcutList } from '@/shared/keys/shortcut-list';
import { Chip } from '../connection-chip';
import { HelpMenu } from '../help-menu';
import { ThemeMenu } from '../theme-menu';

/** What is around every screen. */
export function ShellParts(): ReactNode {
  return (
    <>
      <Specimens title="Connection">
        <Specimen name="Connection: live">
          <Chip tone="success" icon="dot" text="Live" />
        </Specimen>
        <Specimen name="Connection: live by polling">
          <Chip tone="success" icon="ring" text="Live (polling)" />
        </Specimen>
        <Specimen name="Connection: connecting">
          <Chip tone="muted" icon="dashed" text="Connecting…" />
        </Specimen>
        <Specimen name="Connection: reconnecting">
          <Chip tone="warning" icon="dashed" text="Reconnecting… 4 s" retry />
        </Specimen>
        <Specimen name="Connection: stale">
          <Chip tone="warning" icon="warning" text="Stale since 14:03:22" retry />
        </Specimen>
        <Specimen name="Connection: offline">
          <Chip tone="error" icon="square" text="Offline" />
        </Specimen>
      </Specimens>
      <Specimens title="Top bar">
        <Specimen name="Menus">
          <Sampled
            fill={({ client }) =>
              client.setQueryData(healthQuery.queryKey, {
                status: 'up',
                version: '0.1.0',
                deadLetters: 0,
                staleEvents: 0,
                parts: [],
                backends: [],
              })
            }
          >
            <div className="row">
              <HelpMenu />
              <ThemeMenu />
            </div>
          </Sampled>
        </Specimen>
      </Specimens>
      <Specimens title="Keyboard">
        <Specimen name="Shortcuts of a screen" wide>
          <ShortcutList />
        </Specimen>
      </Specimens>
    </>
  );
}
