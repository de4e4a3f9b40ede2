import { Icon } from './Icon';
import { inertLine } from './text';

interface FilterButtonsProps {
  /** What is filtered by; hostile, as anything that was recorded. */
  value: string;
  onFilter: (isNegated: boolean) => void;
  /** Out of the order of the tab key where there is another way by keyboard. */
  tabIndex?: number;
}

/** Two buttons beside a value: only events with it, or none of them. */
export function FilterButtons({ value, onFilter, tabIndex }: FilterButtonsProps) {
  const text = inertLine(value, 60);
  return (
    <>
      <FilterButton label={`Include ${text}`} icon="plus" tabIndex={tabIndex} onClick={() => onFilter(false)} />
      <FilterButton label={`Exclude ${text}`} icon="minus" tabIndex={tabIndex} onClick={() => onFilter(true)} />
    </>
  );
}

interface FilterButtonProps {
  label: string;
  icon: 'plus' | 'minus';
  tabIndex: number | undefined;
  onClick: () => void;
}

function FilterButton({ label, icon, tabIndex, onClick }: FilterButtonProps) {
  return (
    <button type="button" tabIndex={tabIndex} onClick={onClick} aria-label={label} title={label}>
      <Icon name={icon} size={12} />
    </button>
  );
}
