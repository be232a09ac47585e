package signalbox.domain.model;

/** Names a version of a model. */
public record ModelVersionRef(ModelId modelId, int version) {}
