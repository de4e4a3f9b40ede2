import type { ComponentType } from 'react';
import { ActorsPage } from '../actors/ActorsPage';
import { ApprovalsPage } from '../approvals/ApprovalsPage';
import { CommandsPage } from '../commands/CommandsPage';
import type { IconName } from '../elements/Icon';
import { EntitiesPage } from '../entities/EntitiesPage';
import { EventsPage } from '../events/EventsPage';
import { ExportsPage } from '../exports/ExportsPage';
import { OverviewPage } from '../overview/OverviewPage';
import { PipelinePage } from '../pipeline/PipelinePage';
import { SettingsPage } from '../settings/SettingsPage';

export interface PageEntry {
  path: string;
  title: string;
  icon: IconName;
  /** Behind `g`. */
  key: string;
  group: 'investigate' | 'operate';
  view: ComponentType;
}

/** The views, in the order of the navigation. */
export const PAGES: PageEntry[] = [
  { path: '/', title: 'Overview', icon: 'overview', key: 'o', group: 'investigate', view: OverviewPage },
  { path: '/events', title: 'Events', icon: 'events', key: 'e', group: 'investigate', view: EventsPage },
  { path: '/actors', title: 'Actors', icon: 'actors', key: 'a', group: 'investigate', view: ActorsPage },
  { path: '/entities', title: 'Entities', icon: 'entities', key: 'n', group: 'investigate', view: EntitiesPage },
  { path: '/commands', title: 'Commands', icon: 'commands', key: 'c', group: 'investigate', view: CommandsPage },
  { path: '/approvals', title: 'Approvals', icon: 'approvals', key: 'v', group: 'operate', view: ApprovalsPage },
  { path: '/pipeline', title: 'Pipeline', icon: 'pipeline', key: 'p', group: 'operate', view: PipelinePage },
  { path: '/exports', title: 'Exports', icon: 'exports', key: 'x', group: 'operate', view: ExportsPage },
  { path: '/settings', title: 'Settings', icon: 'settings', key: 's', group: 'operate', view: SettingsPage },
];
