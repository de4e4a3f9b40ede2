import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { Icon } from '../elements/Icon';
import { COLUMNS, DEFAULT_COLUMNS, columnsOf } from './columns';
import classes from './ColumnMenu.module.css';

/** Which columns there are; the choice belongs to the address. */
export function ColumnMenu({ value, onChange }: { value: string | null; onChange: (value: string | null) => void }) {
  const shown = columnsOf(value).map((column) => column.id);
  const toggle = (id: string) => {
    const next = shown.includes(id)
      ? shown.filter((other) => other !== id)
      : COLUMNS.map((column) => column.id).filter((other) => shown.includes(other) || other === id);
    if (next.length > 0) onChange(next.join(',') === DEFAULT_COLUMNS.join(',') ? null : next.join(','));
  };
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Tooltip label="Columns">
          <ActionIcon aria-label="Columns" variant="default" size={30}>
            <Icon name="columns" />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {COLUMNS.map((column) => (
          <Menu.Item
            key={column.id}
            role="menuitemcheckbox"
            aria-checked={shown.includes(column.id)}
            onClick={() => toggle(column.id)}
            leftSection={
              <span className={classes.tick}>{shown.includes(column.id) && <Icon name="check" size={13} />}</span>
            }
          >
            {column.title}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onChange(null)}>As at first</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
