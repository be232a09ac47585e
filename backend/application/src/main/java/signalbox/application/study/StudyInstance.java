package signalbox.application.study;

import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.InstanceModel;

/**
 * An instance of a study's set, as a viewer reads it.
 *
 * @param model null for a table that carries the data of a template
 */
public record StudyInstance(
    DatasetId dataset,
    String name,
    int version,
    DatasetFormat format,
    @Nullable InstanceModel model) {}
