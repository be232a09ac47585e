package signalbox.orchestrator.core;

/** A slot for a run. */
public record Grant(String runId, Placement placement) {}
