import type { ReactNode } from 'react';
import classes from './Choice.module.css';

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: { value: T; text: ReactNode; title?: string }[];
}

/** One of a few, all in sight. */
export function Choice<T extends string>({ label, value, onChange, options }: ChoiceProps<T>) {
  return (
    <div className={classes.choice} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          title={option.title}
        >
          {option.text}
        </button>
      ))}
    </div>
  );
}
