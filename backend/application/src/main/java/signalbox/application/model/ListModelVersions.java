package signalbox.application.model;

import signalbox.application.shared.PageRequest;
import signalbox.domain.model.ModelId;

/** Asks for the versions of a model, newest first. Needs the role viewer. */
public record ListModelVersions(ModelId model, PageRequest page) {}
