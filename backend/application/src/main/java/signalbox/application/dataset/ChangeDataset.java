package signalbox.application.dataset;

import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.DatasetId;

/** Renames or describes a dataset with all its versions; null leaves as it is. */
public record ChangeDataset(
    DatasetId dataset, @Nullable String name, @Nullable String description) {}
