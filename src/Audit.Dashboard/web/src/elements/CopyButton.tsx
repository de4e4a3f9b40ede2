import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Icon, type IconName } from './Icon';

/** Puts a text, or what it is by the time of the click, on the clipboard. */
export function CopyButton({
  text,
  label,
  icon = 'copy',
}: {
  text: string | (() => string);
  label: string;
  icon?: IconName;
}) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <Tooltip label={clipboard.copied ? 'Copied' : label}>
      <ActionIcon
        aria-label={clipboard.copied ? 'Copied' : label}
        onClick={() => clipboard.copy(typeof text === 'string' ? text : text())}
      >
        <Icon name={clipboard.copied ? 'check' : icon} size={14} />
      </ActionIcon>
    </Tooltip>
  );
}
