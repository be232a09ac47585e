package signalbox.orchestrator.core;

/**
 * Why a run waits.
 *
 * @param key the same as long as there is nothing new to tell
 * @param text in the user's words: {@code 2 ahead of it}; empty when it starts at once
 */
public record WaitReason(String key, String text) {}
