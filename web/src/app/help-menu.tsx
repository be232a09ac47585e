import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { healthQuery } from '@/features/service';
import { openShortcutSheet } from '@/shared/keys/use-shortcuts';
import { useConnection } from '@/shared/stream/use-stream';
import { IconButton } from '@/shared/ui/button';
import { copyText } from '@/shared/ui/copy-button';
import { Icon } from '@/shared/ui/icon';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';

/** Help, in the same place on every screen. */
export function HelpMenu() {
  const health = useQuery({ ...healthQuery, refetchInterval: false, staleTime: 60_000 });
  const connection = useConnection();
  const version = health.data?.version ?? 'not known';
  const diagnostics = () =>
    [
      `Signalbox ${version}`,
      `Page: ${location.pathname}${location.search}`,
      `Time: ${new Date().toISOString()}`,
      `Connection: ${connection.state}`,
      ...(health.data?.parts ?? []).map(
        (part) => `${part.name}: ${part.status}${part.detail ? ` (${part.detail})` : ''}`,
      ),
      `Window: ${innerWidth} × ${innerHeight}`,
      `Browser: ${navigator.userAgent}`,
    ].join('\n');
  const copy = () =>
    void copyText(diagnostics()).then(
      () => toastSuccess('Diagnostics copied; there are no secrets in them'),
      (error: unknown) => toastProblem('Nothing was copied', error),
    );
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={240}>
      <Menu.Target>
        <IconButton icon="help" label="Help" />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="keyboard" />} onClick={() => setTimeout(openShortcutSheet, 50)}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="copy" />} onClick={copy}>
          Copy diagnostics
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="file" />} component="a" href="/api/v1/openapi.json" target="_blank">
          Description of the API
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Signalbox {version}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
