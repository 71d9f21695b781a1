package dev.cowork.server.mcp;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one reader of {@code .mcp.json}. The file may come with a repository that somebody else wrote: each server in it is taken whole or, with
 * a sentence why, not at all. Unknown fields are ignored.
 */
@Component
class ProjectConfigParser {

    private static final int MOST_SERVERS = 20;
    private static final int MOST_ENTRIES = 100;
    private static final int LONGEST_TEXT = 8_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~A-Za-z0-9-]{1,128}");

    private final JsonMapper mapper;
    private final Placeholders placeholders;

    ProjectConfigParser(JsonMapper mapper, Placeholders placeholders) {
        this.mapper = mapper;
        this.placeholders = placeholders;
    }

    /** Why a server is not taken; the sentence follows the server's name. */
    private static final class Unusable extends RuntimeException {

        Unusable(String why) {
            super(why, null, false, false);
        }
    }

    ProjectConfig parse(String text) {
        JsonNode servers;
        try {
            servers = mapper.readTree(text).path("mcpServers");
        } catch (JacksonException malformed) {
            return ProjectConfig.unusable("The project's .mcp.json is no JSON, so it was not used.");
        }
        if (servers.isMissingNode()) {
            return ProjectConfig.NONE;
        }
        if (!servers.isObject()) {
            return ProjectConfig.unusable("mcpServers in the project's .mcp.json is no object, so it was not used.");
        }
        List<ServerConfig> usable = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : servers.properties()) {
            if (usable.size() + problems.size() >= MOST_SERVERS) {
                problems.add("The project's .mcp.json names more than " + MOST_SERVERS
                        + " servers; the rest were left out.");
                break;
            }
            if (!entry.getValue().path("disabled").asBoolean(false)) {
                take(entry.getKey(), entry.getValue(), usable, problems);
            }
        }
        return new ProjectConfig(usable, problems);
    }

    private void take(String name, JsonNode server, List<ServerConfig> usable, List<String> problems) {
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    "An MCP server was left out, because its name has other characters than letters, digits, spaces, . _ -.");
            return;
        }
        try {
            usable.add(readable(server(name, server)));
        } catch (Unusable unusable) {
            problems.add("The MCP server " + name + " was left out: " + unusable.getMessage());
        }
    }

    /** Nobody can allow what they cannot read to its end. */
    private static ServerConfig readable(ServerConfig config) {
        if (config.line().length() > ServerConfig.LONGEST_LINE) {
            throw new Unusable("its command or its address is too long for a person to read.");
        }
        return config;
    }

    private ServerConfig server(String name, JsonNode server) {
        if (!server.isObject()) {
            throw new Unusable("it is no object.");
        }
        String usual = server.has("url") && !server.has("command") ? "http" : "stdio";
        String type =
                server.path("type").asString(usual).toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
        return switch (type) {
            case "stdio" -> program(name, server);
            case "http", "streamablehttp" -> remote(name, server);
            case "sse" -> throw new Unusable("its transport sse is outdated; streamable HTTP has taken its place.");
            default -> throw new Unusable("its type is none of stdio and http.");
        };
    }

    private ServerConfig program(String name, JsonNode server) {
        List<String> words = new ArrayList<>();
        words.add(text(server.path("command"), "command"));
        if (words.getFirst().isBlank()) {
            throw new Unusable("its command is empty.");
        }
        JsonNode args = server.path("args");
        if (!args.isMissingNode() && (!args.isArray() || args.size() > MOST_ENTRIES)) {
            throw new Unusable("args must be a list of at most " + MOST_ENTRIES + " texts.");
        }
        args.forEach(arg -> words.add(text(arg, "args")));
        return new ServerConfig.Program(name, words, texts(server.path("env"), "env", VARIABLE));
    }

    private ServerConfig remote(String name, JsonNode server) {
        URI url;
        try {
            url = new URI(text(server.path("url"), "url"));
        } catch (URISyntaxException malformed) {
            throw new Unusable("its url is none.");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || url.getHost() == null || url.getUserInfo() != null) {
            throw new Unusable("its url must be an http or https URL with a host and without a user.");
        }
        Map<String, String> headers = texts(server.path("headers"), "headers", HEADER);
        if (headers.values().stream()
                .anyMatch(value -> value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127))) {
            throw new Unusable("a header's value has control characters.");
        }
        return new ServerConfig.Remote(name, url, headers);
    }

    private Map<String, String> texts(JsonNode node, String field, Pattern names) {
        if (node.isMissingNode()) {
            return Map.of();
        }
        if (!node.isObject() || node.size() > MOST_ENTRIES) {
            throw new Unusable(field + " must be an object of at most " + MOST_ENTRIES + " texts.");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(entry -> {
            if (!names.matcher(entry.getKey()).matches()) {
                throw new Unusable("a name in " + field + " cannot be used.");
            }
            texts.put(entry.getKey(), text(entry.getValue(), field));
        });
        return texts;
    }

    private String text(JsonNode node, String field) {
        String text = node.isString() ? node.stringValue() : null;
        if (text == null || text.length() > LONGEST_TEXT || text.indexOf('\0') >= 0) {
            throw new Unusable(field + " must hold texts of at most " + LONGEST_TEXT + " characters.");
        }
        Placeholders.Filled filled = placeholders.fill(text);
        if (filled.missing() != null) {
            throw new Unusable("it needs the variable " + filled.missing() + ", which MCP servers do not get.");
        }
        return filled.text();
    }
}
