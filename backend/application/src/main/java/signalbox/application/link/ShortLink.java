package signalbox.application.link;

/** A path of the web application under a short name. */
public record ShortLink(String id, String path) {}
