package signalbox.application.study;

import signalbox.domain.run.RunId;
import signalbox.domain.study.StudyReport;

/** What the orchestrator says of a study and its trials. */
public record StudyReported(RunId study, StudyReport report) {}
