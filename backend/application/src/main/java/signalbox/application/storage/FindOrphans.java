package signalbox.application.storage;

/** Begins an inventory: looks for orphans and changes nothing. The answer is its view. */
public record FindOrphans() {}
