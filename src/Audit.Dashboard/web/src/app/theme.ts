import { createTheme, type CSSVariablesResolver } from '@mantine/core';

/** Mantine's parts take the dashboard's tokens. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  primaryColor: 'indigo',
  defaultRadius: 6,
  fontSizes: { xs: '11.5px', sm: '13px', md: '13px', lg: '15px', xl: '17px' },
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'compact-sm', variant: 'default' } },
    ActionIcon: { defaultProps: { size: 26, variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'sm' } },
    Menu: { defaultProps: { shadow: 'none', offset: 4 } },
    Popover: { defaultProps: { shadow: 'none', offset: 4 } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 0 }, withinPortal: true } },
    Modal: { defaultProps: { centered: false, transitionProps: { duration: 0 }, radius: 10 } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--dim)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-placeholder': 'var(--dim)',
  '--mantine-color-error': 'var(--red)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-color-gray-light-color': 'var(--dim)',
  '--mantine-color-gray-text': 'var(--dim)',
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: { ...shared, '--mantine-color-dark-6': 'var(--surface)', '--mantine-color-dark-4': 'var(--line-strong)' },
});
