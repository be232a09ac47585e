import { api, unwrap } from '@/shared/api/client';
import { ApiError } from '@/shared/api/problem';
import type { NewRun, Project } from '@/shared/api/types';
import { demoTable } from './demo-table';

/** How a project of demo data is known: its description begins with it. `signalbox up --demo` writes the same. */
const MARK = 'Demo data:';
const NAME = 'Demo';
const MOST_NAMES = 20;

export const isDemo = (project: Project) => project.description.startsWith(MARK);

async function createProject(): Promise<Project> {
  for (let count = 1; ; count++) {
    try {
      return await unwrap(
        api.POST('/projects', {
          body: {
            name: count === 1 ? NAME : `${NAME} ${count}`,
            description: `${MARK} invented customers, and whether they left`,
          },
        }),
      );
    } catch (error) {
      const isTaken = error instanceof ApiError && error.problem.code === 'project.name_taken';
      if (!isTaken || count === MOST_NAMES) throw error;
    }
  }
}

/** The one that stays live for minutes comes first, so that it gets a slot at once. */
function trainings(datasetId: string): NewRun[] {
  const training = (name: string, algorithm: string, parameters: Record<string, unknown>, priority = 0): NewRun => ({
    kind: 'training',
    name,
    algorithm,
    datasetId,
    target: 'churned',
    excludedColumns: ['customer_id'],
    // The schema of an algorithm says what may be in it; the contract leaves it open.
    parameters: parameters as NewRun['parameters'],
    tags: ['demo'],
    priority,
  });
  return [
    training('churn, slowly', 'lightgbm', { n_estimators: 10_000, learning_rate: 0.001, early_stopping_rounds: 0 }, 10),
    training('churn with LightGBM', 'lightgbm', { n_estimators: 200 }),
    training('churn with a forest', 'random_forest', {}),
    training('churn, gradient boosting', 'hist_gradient_boosting', {}),
  ];
}

/** Makes a project with a table, trainings that end soon, and one that is live for minutes. All are real. */
export async function createDemo(): Promise<{ projectId: string; liveRunId: string }> {
  const project = await createProject();
  const projectId = project.id;
  const form = new FormData();
  form.set('name', 'customer churn');
  form.set('file', new Blob([demoTable()], { type: 'text/csv' }), 'customer-churn.csv');
  const dataset = await unwrap(
    api.POST('/projects/{projectId}/datasets', {
      params: { path: { projectId } },
      body: form as never,
      bodySerializer: (body: unknown) => body as FormData,
    }),
  );
  const [live, ...others] = trainings(dataset.id);
  if (!live) throw new Error('there is no live training');
  const start = (body: NewRun) =>
    unwrap(api.POST('/projects/{projectId}/runs', { params: { path: { projectId } }, body }));
  const run = await start(live);
  for (const other of others) await start(other);
  return { projectId, liveRunId: run.id };
}

/** Removes the project with everything in it. */
export async function removeProject(projectId: string): Promise<void> {
  await unwrap(api.DELETE('/projects/{projectId}', { params: { path: { projectId }, query: { withContent: true } } }));
}
