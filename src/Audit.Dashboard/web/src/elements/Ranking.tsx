import type { ReactNode } from 'react';
import classes from './Ranking.module.css';

export interface Ranked {
  key: string;
  name: ReactNode;
  /** Decides the length of the bar. */
  size: number;
  cells: ReactNode[];
}

/** Rows in order, each with a bar beneath its name. */
export function Ranking({ heads, rows, label }: { heads: string[]; rows: Ranked[]; label: string }) {
  const most = Math.max(1, ...rows.map((row) => row.size));
  return (
    <div className={classes.scroller}>
      <table className={classes.ranking} aria-label={label}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <span className={classes.name}>{row.name}</span>
                <span className={classes.bar} style={{ width: `${(row.size / most) * 100}%` }} aria-hidden="true" />
              </th>
              {row.cells.map((cell, index) => (
                <td key={heads[index + 1]} className="num">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
