package signalbox.application.service;

/** Asks how every part is. The answer is a {@link SystemHealth}. */
public record GetSystemHealth() {}
