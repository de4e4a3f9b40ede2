import type { AuditEventFilter } from '../generated/graphql';
import type { Term } from './terms';

const ACTIONS = ['audit.read', 'audit.subscribe'];

/**
 * Leaves out readings of the log that went well. Each look at the dashboard is one, and would fill it with itself; those that failed or were refused are
 * shown with everything else, and so is whatever left the log as a file.
 */
export const WITHOUT_READS: AuditEventFilter = {
  not: { category: ['ACCESS'], action: { in: ACTIONS }, outcome: ['SUCCEEDED', 'CANCELLED'] },
};

/** Whether someone asks for them by name, as in `action:audit.*`. */
export function namesReads(terms: Term[]): boolean {
  return terms.some(
    (term) =>
      term.field.toLowerCase() === 'action' && !term.isNegated && term.values.some((value) => matchesReads(value)),
  );
}

function matchesReads(value: string): boolean {
  const pattern = new RegExp(`^${value.split('*').map(escaped).join('.*')}$`);
  return ACTIONS.some((action) => pattern.test(action));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
