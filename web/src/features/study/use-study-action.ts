import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Run, Study } from '@/shared/api/types';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { studyQuery } from './study-api';

interface Step {
  act: () => Promise<Study | Run>;
  /** Said when it was refused; absent where the page says so itself. */
  failed?: string;
  /** Said when it was done, where the page does not show it by itself. */
  done?: string;
}

const isStudy = (answer: Study | Run): answer is Study => 'counts' in answer;

/** One step at a time; the page shows the study as the server answers, and a refusal as a message. */
export function useStudyAction(studyId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (step: Step) => step.act(),
    onSuccess: (answer, { done }) => {
      const { queryKey } = studyQuery(studyId);
      if (isStudy(answer)) client.setQueryData(queryKey, answer);
      else void client.invalidateQueries({ queryKey });
      if (done) toastSuccess(done);
    },
    onError: (error, { failed }) => {
      if (failed) toastProblem(failed, error);
    },
  });
}
