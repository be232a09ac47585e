package signalbox.application.notification;

import signalbox.application.shared.Page;

/** A part of an inbox, and how much of it is unread. */
public record Inbox(Page<NotificationView> page, long unread) {}
