package signalbox.application.run;

import org.jspecify.annotations.Nullable;
import signalbox.domain.run.Run;

/**
 * A run as a viewer reads it.
 *
 * @param creatorName the name of who started it
 * @param datasetName the name of its dataset; null when that is gone
 */
public record RunView(Run run, String creatorName, @Nullable String datasetName) {}
