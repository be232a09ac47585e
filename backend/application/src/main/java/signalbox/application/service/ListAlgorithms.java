package signalbox.application.service;

/** Asks what the ML services offer now. Open to everybody who is signed in. */
public record ListAlgorithms() {}
