package signalbox.application.log;

/** Asks what became of the datagrams that this backend has received. */
public record GetLogIntake() {}
