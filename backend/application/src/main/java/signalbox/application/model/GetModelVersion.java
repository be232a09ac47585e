package signalbox.application.model;

import org.jspecify.annotations.Nullable;
import signalbox.domain.model.ModelId;

/**
 * Asks for a version of a model. Needs the role viewer.
 *
 * @param version null for the latest
 */
public record GetModelVersion(ModelId model, @Nullable Integer version) {}
