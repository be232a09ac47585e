package signalbox.application.run;

import java.time.Instant;
import signalbox.domain.identity.UserId;

/**
 * What is written on a run.
 *
 * @param text Markdown
 */
public record Notes(String text, Instant updatedAt, UserId updatedBy) {}
