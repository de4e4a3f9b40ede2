export type Stack = 'outcome' | 'risk';

export interface Series {
  value: string;
  label: string;
  /** The token of its colour. */
  colour: string;
}

/** From the bottom of the bars to their top: what matters lies at the foot, where small numbers can be compared. */
export const SERIES: Record<Stack, Series[]> = {
  outcome: [
    { value: 'failed', label: 'failed', colour: '--chart-fail' },
    { value: 'blocked', label: 'blocked', colour: '--chart-block' },
    { value: 'rolled_back', label: 'rolled back', colour: '--chart-rolled' },
    { value: 'cancelled', label: 'cancelled', colour: '--chart-cancel' },
    { value: 'unknown', label: 'unknown', colour: '--chart-unknown' },
    { value: 'succeeded', label: 'succeeded', colour: '--chart-ok' },
  ],
  risk: [
    { value: 'critical', label: 'critical', colour: '--chart-fail' },
    { value: 'high', label: 'high', colour: '--chart-block' },
    { value: 'medium', label: 'medium', colour: '--chart-rolled' },
    { value: 'low', label: 'low', colour: '--chart-low' },
    { value: 'none', label: 'none', colour: '--chart-ok' },
  ],
};
