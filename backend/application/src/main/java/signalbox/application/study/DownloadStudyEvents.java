package signalbox.application.study;

import signalbox.domain.run.RunId;

/** Asks for the log of a study as a file. Needs the role viewer. */
public record DownloadStudyEvents(RunId study, StudyEventFilter filter) {}
