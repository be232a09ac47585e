package signalbox.application.storage;

import signalbox.application.shared.PageRequest;

/** Asks for inventories, newest first: who looked, who removed what. */
public record ListInventories(PageRequest page) {}
