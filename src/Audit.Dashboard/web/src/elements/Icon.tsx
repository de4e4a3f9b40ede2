const PATHS = {
  overview: 'M3 3h6v7H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 12h6v5H3z',
  events: 'M4 5h12M4 10h12M4 15h8',
  actors: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c0-3 2.7-5 6-5s6 2 6 5',
  entities: 'M10 3l6.5 3.5v7L10 17l-6.5-3.5v-7zM3.8 6.7 10 10l6.2-3.3M10 10v7',
  commands: 'M3 4h14v12H3zM6 8l2.5 2L6 12M10.5 12.5H14',
  approvals: 'M10 2.8 16 5v5c0 3.6-2.5 6-6 7.2C6.5 16 4 13.6 4 10V5zM7.3 10l2 2 3.6-3.8',
  pipeline: 'M3 10h3l2-5 4 10 2-5h3',
  exports: 'M10 3v9M6.5 8.5 10 12l3.5-3.500M4 14v3h12v-3',
  settings: 'M3 6h8M15 6h2M13 4v4M3 14h2M9 14h8M7 12v4',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5 17 17',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.300l2.8 1.7',
  left: 'M12 5l-5 5 5 5',
  right: 'M8 5l5 5-5 5',
  down: 'M5 8l5 5 5-5',
  close: 'M5 5l10 10M15 5 5 15',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  refresh: 'M16 10a6 6 0 1 1-1.8-4.300M16 3v3.500h-3.5',
  play: 'M6 4l10 6-10 6z',
  pause: 'M7 4v12M13 4v12',
  columns: 'M3 4h14v12H3zM8 4v12M13 4v12',
  link: 'M8.5 11.500a3 3 0 0 0 4.3 0l2.8-2.800a3 3 0 0 0-4.3-4.300l-1 1M11.5 8.500a3 3 0 0 0-4.3 0l-2.8 2.800a3 3 0 0 0 4.3 4.300l1-1',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  sun: 'M10 13.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 2v1.500M10 16.500V18M2 10h1.500M16.5 10H18M4.3 4.300l1 1M14.7 14.700l1 1M15.7 4.300l-1 1M5.3 14.700l-1 1',
  moon: 'M16 12A6.5 6.5 0 0 1 8 4a6.5 6.5 0 1 0 8 8z',
  auto: 'M10 17a7 7 0 1 0 0-14zM10 3a7 7 0 0 1 0 14',
  help: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM8 8a2 2 0 1 1 2.8 1.800c-.6.3-.8.7-.8 1.400M10 13.800v.1',
  menu: 'M3 5h14M3 10h14M3 15h14',
  alert: 'M10 3l7.5 13.500h-15zM10 8v4M10 14.200v.1',
  check: 'M4 10.500l4 4 8-9',
  filter: 'M3 4h14l-5.5 6.500V16l-3-1.500v-4z',
  wifi: 'M10 15.500v.100M6.8 12.300a4.5 4.5 0 0 1 6.4 0M4 9.300a8.5 8.5 0 0 1 12 0',
  warning: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6.500v4.500M10 13.500v.1',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside a text, which says what it means. */
export function Icon({ name, size = 15 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
