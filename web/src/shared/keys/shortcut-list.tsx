import { Fragment } from 'react';
import { setPreferences, usePreferences } from '../preferences/preferences';
import { Toggle } from '../ui/field';
import { keyCaps } from './chord';
import type { Shortcut } from './key-map';
import { listedShortcuts } from './use-shortcuts';
import './shortcut-sheet.css';

/** The shortcuts of the screen by scope, and the switch for those of a single key. */
export function ShortcutList() {
  const { singleKeys } = usePreferences();
  return (
    <div className="stack">
      <Toggle
        label="Shortcuts of a single key"
        checked={singleKeys}
        onChange={(on) => setPreferences({ singleKeys: on })}
      />
      <p className="muted small">
        Off: only keys like Esc, End and those with Ctrl or ⌘ work. Switch them off when you speak to the page.
      </p>
      <div className="shortcut-groups">
        {listedShortcuts().map(({ name, shortcuts }) => (
          <section key={name} aria-label={name}>
            <h3>{name}</h3>
            <dl className="shortcut-list">
              {shortcuts.map((shortcut) => (
                <div key={shortcut.what}>
                  <dt>{shortcut.what}</dt>
                  <dd>
                    <Keys shortcut={shortcut} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </div>
  );
}

function Keys({ shortcut }: { shortcut: Shortcut }) {
  const ways = typeof shortcut.keys === 'string' ? [shortcut.keys] : shortcut.keys;
  return ways.map((way, index) => (
    <Fragment key={way}>
      {index > 0 && <span className="muted"> or </span>}
      {keyCaps(way).map((press, at) => (
        <Fragment key={press.join('+')}>
          {at > 0 && <span className="muted"> then </span>}
          {press.map((cap) => (
            <kbd key={cap}>{cap}</kbd>
          ))}
        </Fragment>
      ))}
    </Fragment>
  ));
}
