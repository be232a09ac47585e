import { useMantineColorScheme } from '@mantine/core';
import { setPreferences, usePreferences } from '@/shared/preferences/preferences';
import { Segmented, Toggle } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';

export function AppearanceSettings() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { density, contrast, motion, singleKeys } = usePreferences();
  return (
    <div className="settings-cards">
      <Card title="Looks">
        <div className="stack">
          <Segmented
            label="Theme"
            value={colorScheme}
            options={[
              { value: 'auto', label: 'Like the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            onChange={(next) => setColorScheme(next as 'auto' | 'light' | 'dark')}
          />
          <Segmented
            label="Rows of tables"
            value={density}
            options={[
              { value: 'compact', label: 'Compact' },
              { value: 'comfortable', label: 'Comfortable' },
            ]}
            onChange={(next) => setPreferences({ density: next === 'comfortable' ? next : 'compact' })}
          />
          <Toggle
            label="High contrast"
            checked={contrast === 'high'}
            onChange={(on) => setPreferences({ contrast: on ? 'high' : 'normal' })}
          />
        </div>
      </Card>
      <Card title="Behaviour">
        <div className="stack">
          <Toggle
            label="Reduce motion, whatever the system says"
            checked={motion === 'reduced'}
            onChange={(on) => setPreferences({ motion: on ? 'reduced' : 'system' })}
          />
          <Toggle
            label="Shortcuts of a single key"
            checked={singleKeys}
            onChange={(on) => setPreferences({ singleKeys: on })}
          />
          <p className="muted small">All of this is kept in this browser.</p>
        </div>
      </Card>
    </div>
  );
}
