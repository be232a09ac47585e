package signalbox.application.model;

import signalbox.domain.model.ModelId;

/** Asks for a model with its latest version. Needs the role viewer. */
public record GetModel(ModelId model) {}
