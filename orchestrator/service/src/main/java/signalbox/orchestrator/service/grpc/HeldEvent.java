package signalbox.orchestrator.service.grpc;

import signalbox.ml.v1.RunResponse;

/** An event that was taken and is not told yet. */
record HeldEvent(RunResponse response, StoredEvents.Entry entry) {}
