package signalbox.unmarked;

/** Breaks a rule on purpose: it lives nowhere, and its package is not null-marked. */
public final class NobodysClass {}
