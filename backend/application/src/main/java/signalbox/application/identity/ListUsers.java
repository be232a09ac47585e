package signalbox.application.identity;

import signalbox.application.shared.PageRequest;

/** Asks for all users. */
public record ListUsers(PageRequest page) {}
