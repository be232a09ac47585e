package signalbox.application.notification;

import signalbox.application.shared.PageRequest;

/** Asks for the caller's inbox. */
public record ListNotifications(boolean unreadOnly, PageRequest page) {}
