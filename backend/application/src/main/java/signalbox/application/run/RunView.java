package signalbox.application.run;

import org.jspecify.annotations.Nullable;
import signalbox.domain.run.Run;
import signalbox.domain.study.TrialState;

/**
 * A run as a viewer reads it.
 *
 * @param creatorName the name of who started it
 * @param dataset its dataset's name and version; null when that is gone
 * @param stopperName the name of who asked for its stop; null when nobody did
 * @param log what its log holds; null when the store of logs does not answer
 * @param trialState how it is as a trial; null for other runs
 */
public record RunView(
    Run run,
    String creatorName,
    RunNames.@Nullable NamedDataset dataset,
    @Nullable String stopperName,
    RunLogs.@Nullable Counts log,
    @Nullable TrialState trialState) {}
