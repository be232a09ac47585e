package signalbox.application.storage;

/** Asks how much is stored, and how the chores are. The answer is a {@link StorageView}. */
public record GetStorage() {}
