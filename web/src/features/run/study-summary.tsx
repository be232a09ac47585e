import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Algorithm, Dataset, TargetCheck } from '@/shared/api/types';
import { NOTHING } from '@/shared/format/format';
import { Facts } from '@/shared/ui/page';
import type { ChosenInstance, Draft } from './draft';
import { endedAlikeQuery, endedByQuery, estimateOf, type Likeness } from './launch-estimate';
import { type Fact, likenessOf, QueueWords, workFacts } from './launch-summary';
import { sizeWords } from './search-space';
import { numberOrNone, type StudyDraft } from './study-draft';
import { setEstimateWords, setTimesOf, studyEstimateWords, trialLimitWords } from './study-estimate';
import { type StudyModel, TIME_LIMIT } from './study-model';

/** What is about to be searched, how long it will take, and what it waits for. */
export function StudySummary({
  projectId,
  draft,
  model,
  dataset,
  task,
  algorithm,
}: {
  projectId: string;
  draft: Draft;
  model: StudyModel;
  dataset: Dataset | undefined;
  task: TargetCheck['task'] | undefined;
  algorithm: Algorithm | undefined;
}): ReactNode {
  const { study } = draft;
  const { settings, space, objectives, sampler, pruner } = model;
  const searched = space.parameters.map(({ field }) => field.path);
  const goals = objectives
    .filter(({ metric }) => metric !== '')
    .map(({ metric, direction }) => `${metric}, ${direction}`)
    .join(' · ');
  const limit = 1000 * Number(settings.values[TIME_LIMIT]);
  const eachTrial = trialLimitWords({ instances: draft.instances.length, limit }) ?? (
    <span className="muted">unknown: give each instance a time limit</span>
  );
  const facts: Fact[] = [
    ...workFacts({ draft, form: settings, dataset, task, algorithm, searched }),
    ['Searches', sizeWords(space)],
    [objectives.length > 1 ? 'Objectives' : 'Objective', goals || NOTHING],
    ['Sampler', sampler.algorithm?.title ?? NOTHING],
    ['Pruner', study.pruner === undefined ? 'none' : (pruner.algorithm?.title ?? study.pruner)],
    ['Trials', trialsWords(study)],
    ...(model.isOverSet ? [['Trial', eachTrial] satisfies Fact] : []),
    [
      'Takes',
      model.isOverSet ? (
        <SetTakes
          key="takes"
          projectId={projectId}
          study={study}
          instances={draft.instances}
          algorithm={draft.algorithm}
          limit={limit}
        />
      ) : (
        <StudyTakes key="takes" projectId={projectId} study={study} likeness={likenessOf(draft, dataset, undefined)} />
      ),
    ],
    ['Queue', <QueueWords key="queue" projectId={projectId} service={algorithm?.service} />],
  ];
  return <Facts items={facts} />;
}

function trialsWords({ trials, parallelism, enqueue }: StudyDraft): string {
  const known = enqueue.length > 0 ? `, ${enqueue.length} of them known` : '';
  return `${trials.trim() || NOTHING}, ${parallelism.trim() || NOTHING} at the same time${known}`;
}

const planOf = ({ trials, parallelism, timeBudget }: StudyDraft) => ({
  trials: Number(trials),
  parallelism: Number(parallelism),
  timeBudget: numberOrNone(timeBudget),
});

/** How long runs like a trial took, those of earlier studies too; nothing is invented when there are none. */
function StudyTakes({
  projectId,
  study,
  likeness,
}: {
  projectId: string;
  study: StudyDraft;
  likeness: Likeness | undefined;
}) {
  const alike = likeness ?? { kind: 'training' };
  const enabled = likeness !== undefined;
  const runs = useQuery({ ...endedAlikeQuery(projectId, alike), enabled });
  const trials = useQuery({ ...endedAlikeQuery(projectId, { ...alike, kind: 'trial' }), enabled });
  if (!likeness) return NOTHING;
  if (runs.isError || trials.isError) return <span className="muted">unknown: earlier runs cannot be read now</span>;
  if (!runs.data || !trials.data) return '…';
  const estimate = estimateOf([...runs.data.items, ...trials.data.items], likeness.dataset?.id);
  if (!estimate) return <span className="muted">unknown: no run like its trials has succeeded yet</span>;
  const words = studyEstimateWords(estimate, planOf(study));
  return words === undefined ? NOTHING : <span title="Their settings may have been others.">{words}</span>;
}

/** What the limits allow, and what earlier solves of the same instances say. */
function SetTakes({
  projectId,
  study,
  instances,
  algorithm = '',
  limit,
}: {
  projectId: string;
  study: StudyDraft;
  instances: readonly ChosenInstance[];
  algorithm: string | undefined;
  /** Of each instance, in milliseconds. */
  limit: number;
}) {
  const enabled = algorithm !== '' && instances.length > 0;
  const solves = useQuery({ ...endedByQuery(projectId, 'solve', algorithm), enabled });
  const trials = useQuery({ ...endedByQuery(projectId, 'trial', algorithm), enabled });
  // What the limits allow is known without them.
  const runs = [...(solves.data?.items ?? []), ...(trials.data?.items ?? [])];
  const words = setEstimateWords(setTimesOf(instances, runs, limit), planOf(study));
  return words === undefined ? NOTHING : <span title="Their settings may have been others.">{words}</span>;
}
