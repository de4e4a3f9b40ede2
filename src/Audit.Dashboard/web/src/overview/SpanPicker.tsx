import { NativeSelect } from '@mantine/core';
import { SPANS } from '../time/range';

/** A span that ends now. */
export function SpanPicker({ value, onChange }: { value: string; onChange: (span: string) => void }) {
  const known = SPANS.some((span) => span.value === value) ? SPANS : [...SPANS, { value, label: value, seconds: 0 }];
  return (
    <NativeSelect
      aria-label="Span of time"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={known.map((span) => ({ value: span.value, label: `Last ${span.label}` }))}
    />
  );
}
