package signalbox.application.transfer;

/** Asks for one's own imports. */
public record ListImports() {}
