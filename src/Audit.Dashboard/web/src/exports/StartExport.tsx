import { Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { adviceFor } from '../api/errors';
import { useApiMutation } from '../api/queries';
import { Icon } from '../elements/Icon';
import { StartExportDocument, type AuditEventFilter, type ExportFormat } from '../generated/graphql';
import { href, navigate } from '../routing/router';
import classes from './StartExport.module.css';

const FORMATS: { format: ExportFormat; name: string; hint: string }[] = [
  { format: 'CSV', name: 'CSV', hint: 'for spreadsheets' },
  { format: 'NDJSON', name: 'NDJSON', hint: 'a JSON object per line' },
  { format: 'PARQUET', name: 'Parquet', hint: 'for analysis' },
  { format: 'OCSF', name: 'OCSF', hint: 'for a SIEM' },
];

/** Exports exactly the events of the view: its filter, and the ends of its range as they are now. */
export function StartExport({ filter }: { filter: AuditEventFilter }) {
  const start = useApiMutation(StartExportDocument);
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);

  const run = (format: ExportFormat) => {
    start.mutate(
      { filter, format },
      {
        onSuccess: (data) => {
          setOpen(false);
          void queries.invalidateQueries();
          navigate(href('/exports', { id: data.startExport.id }));
        },
      },
    );
  };

  return (
    <Menu
      opened={isOpen}
      onChange={(next) => {
        setOpen(next);
        if (next) start.reset();
      }}
      position="bottom-end"
      closeOnItemClick={false}
    >
      <Menu.Target>
        <Button h={30} leftSection={<Icon name="exports" size={13} />} loading={start.isPending}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {FORMATS.map(({ format, name, hint }) => (
          <Menu.Item key={format} onClick={() => run(format)} rightSection={<span className="dim">{hint}</span>}>
            {name}
          </Menu.Item>
        ))}
        {start.error && (
          <p className={classes.error} role="alert">
            {adviceFor(start.error).title}. {adviceFor(start.error).detail || adviceFor(start.error).text}
          </p>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
