package signalbox.orchestrator.core;

/** A run that waits, and why. */
public record Waiting(String runId, WaitReason reason) {}
