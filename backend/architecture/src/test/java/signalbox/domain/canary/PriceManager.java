package signalbox.domain.canary;

/** Breaks a rule on purpose: a name that says nothing. */
public final class PriceManager {}
