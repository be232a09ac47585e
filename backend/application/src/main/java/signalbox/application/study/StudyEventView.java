package signalbox.application.study;

import org.jspecify.annotations.Nullable;
import signalbox.domain.study.StudyEvent;

/**
 * An event as a viewer reads it.
 *
 * @param byName the name of who asked for it; null when nobody did
 */
public record StudyEventView(StudyEvent event, @Nullable String byName) {}
