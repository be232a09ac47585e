package signalbox.application.service;

/** Asks what waits and what executes. Open to everybody who is signed in. */
public record GetQueues() {}
