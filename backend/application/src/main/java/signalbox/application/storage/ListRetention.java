package signalbox.application.storage;

import signalbox.application.shared.PageRequest;

/** Asks what each project keeps for how long, and what was last removed of it. */
public record ListRetention(PageRequest page) {}
