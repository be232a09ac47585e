package signalbox.application.run;

import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;

/**
 * What the orchestrator says of a run.
 *
 * @param partition where it lay in the status topic, for the timeline
 * @param offset where it lay in the status topic, for the timeline
 */
public record RunReported(RunId runId, RunReport report, int partition, long offset) {}
