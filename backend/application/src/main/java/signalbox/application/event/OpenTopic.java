package signalbox.application.event;

/** Asks to follow a topic by its public name. The answer is a {@link TopicSource}. */
public record OpenTopic(Topic topic) {}
