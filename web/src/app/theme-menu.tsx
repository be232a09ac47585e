import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconButton } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';

const choices = [
  { value: 'light', word: 'Light', icon: 'sun' },
  { value: 'dark', word: 'Dark', icon: 'moon' },
  { value: 'auto', word: 'Like the system', icon: 'display' },
] as const;

export function ThemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = choices.find((choice) => choice.value === colorScheme) ?? choices[2];
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={180}>
      <Menu.Target>
        <IconButton icon={current.icon} label={`Theme: ${current.word}`} />
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((choice) => (
          <Menu.Item
            key={choice.value}
            leftSection={<Icon name={choice.icon} />}
            rightSection={choice.value === colorScheme ? <Icon name="check" /> : null}
            onClick={() => setColorScheme(choice.value)}
          >
            {choice.word}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
