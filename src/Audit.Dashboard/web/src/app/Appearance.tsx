import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { Icon } from '../elements/Icon';
import classes from './Navigation.module.css';

const NEXT: Record<MantineColorScheme, MantineColorScheme> = { auto: 'light', light: 'dark', dark: 'auto' };
const ICONS = { auto: 'auto', light: 'sun', dark: 'moon' } as const;
const NAMES = { auto: 'as the system', light: 'light', dark: 'dark' };

/** Light, dark, or as the system is. */
export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const label = `Appearance: ${NAMES[colorScheme]}; change to ${NAMES[NEXT[colorScheme]]}`;
  return (
    <button
      type="button"
      className={classes.tool}
      onClick={() => setColorScheme(NEXT[colorScheme])}
      aria-label={label}
      title={label}
    >
      <Icon name={ICONS[colorScheme]} />
    </button>
  );
}
