package signalbox.domain.study;

/**
 * How a study judges which trials are not worth going on.
 *
 * @param metric whose points are looked at while a trial executes
 */
public record Pruner(StudyMethod method, String metric) {}
