package dev.cowork.server.models.probe;

import java.util.List;

/**
 * A model server that answers on this computer. Finding one changes nothing: it is used when somebody stores its address.
 *
 * @param id the kind of server by its usual port, such as {@code ollama}
 * @param label its name for people
 * @param baseUrl its address, as the setting {@code openai_base_url} wants it
 * @param models the ids of its models, in its order
 */
public record LocalServer(String id, String label, String baseUrl, List<String> models) {}
