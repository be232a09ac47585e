import { lazyRouteComponent } from '@tanstack/react-router';
import { EvaluationStates } from '@/features/artifact';
import { CompareStates } from '@/features/compare';
import { DatasetStates } from '@/features/dataset';
import { IdentityStates } from '@/features/identity';
import { LogStates } from '@/features/log';
import { ChartStates } from '@/features/metric';
import { NotificationStates } from '@/features/notification';
import { PredictionStates } from '@/features/prediction';
import { HomeStates } from '@/features/project';
import { LaunchStates, RunStates, TableStates } from '@/features/run';
import { ServiceStates } from '@/features/service';
import { SolveStates } from '@/features/solve';
import { StorageStates } from '@/features/storage';
import { StudyStates } from '@/features/study';
import { TransferStates } from '@/features/transfer';

/** What the gallery shows, each part a chunk of its own. A feature shows its states itself: only it knows its parts. */
export const groups = [
  { name: 'basics', word: 'Basics', Content: lazyRouteComponent(() => import('./basics'), 'Basics') },
  { name: 'states', word: 'States', Content: lazyRouteComponent(() => import('./states'), 'States') },
  { name: 'feedback', word: 'Feedback', Content: lazyRouteComponent(() => import('./feedback'), 'Feedback') },
  { name: 'dialogs', word: 'Dialogs', Content: lazyRouteComponent(() => import('./dialogs'), 'Dialogs') },
  { name: 'shell', word: 'Shell', Content: lazyRouteComponent(() => import('./shell-parts'), 'ShellParts') },
  { name: 'home', word: 'Home', Content: HomeStates },
  { name: 'runs', word: 'Runs table', Content: TableStates },
  { name: 'run', word: 'Run', Content: RunStates },
  { name: 'launch', word: 'Launch form', Content: LaunchStates },
  { name: 'charts', word: 'Charts', Content: ChartStates },
  { name: 'log', word: 'Log', Content: LogStates },
  { name: 'evaluation', word: 'Evaluation', Content: EvaluationStates },
  { name: 'compare', word: 'Compare', Content: CompareStates },
  { name: 'solve', word: 'Solve', Content: SolveStates },
  { name: 'study', word: 'Study', Content: StudyStates },
  { name: 'data', word: 'Data', Content: DatasetStates },
  { name: 'transfer', word: 'Export and import', Content: TransferStates },
  { name: 'predict', word: 'Predict', Content: PredictionStates },
  { name: 'notifications', word: 'Notifications', Content: NotificationStates },
  { name: 'services', word: 'Services', Content: ServiceStates },
  { name: 'storage', word: 'Storage', Content: StorageStates },
  { name: 'settings', word: 'Settings', Content: IdentityStates },
] as const;
