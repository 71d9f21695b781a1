package dev.cowork.server.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The list of provider cards: its keys hidden on the way out, put back on the way in. */
final class ProviderCards {

    /** What stands where a secret is, and means "as it is" when it comes back. */
    static final String MASK = "***";

    /** The most cards a list may have. */
    static final int MOST = 64;

    private static final String EMPTY = "[]";
    private static final JsonMapper JSON = JsonMapper.shared();

    private ProviderCards() {}

    /** The list with every key that is there replaced by {@value #MASK}; an unreadable one is an empty list. */
    static String masked(String cards) {
        ArrayNode list = read(cards);
        for (ObjectNode card : objects(list)) {
            for (String name : keyNames(card)) {
                if (!isEmpty(card.get(name))) {
                    card.put(name, MASK);
                }
            }
        }
        return list.toString();
    }

    /**
     * Puts the stored keys where the new list says {@value #MASK}.
     *
     * <p>A key goes back only to a card that is surely the same: of the same type, and with the same id, else the same addresses, else
     * when it is the only one of its type on both sides. It must never reach another vendor. Where no card is the same, the key is empty.
     *
     * @param cards the new list, valid
     * @param stored the list so far, or null
     * @return the new list with keys
     */
    static String merged(String cards, @Nullable String stored) {
        ArrayNode list = read(cards);
        List<ObjectNode> now = objects(list);
        List<ObjectNode> before = stored == null ? List.of() : objects(read(stored));
        for (ObjectNode card : now) {
            for (String name : keyNames(card)) {
                if (card.get(name).asString("").equals(MASK)) {
                    ObjectNode same = same(card, now, before);
                    card.put(name, same == null ? "" : same.path(name).asString(""));
                }
            }
        }
        return list.toString();
    }

    /** Whether the list says {@value #MASK} somewhere, so that it has to be merged. */
    static boolean hasMask(String cards) {
        return keys(cards).contains(MASK);
    }

    /** All keys in the list, the empty ones left out. */
    static List<String> keys(String cards) {
        List<String> keys = new ArrayList<>();
        for (ObjectNode card : objects(read(cards))) {
            for (String name : keyNames(card)) {
                if (!isEmpty(card.get(name))) {
                    keys.add(card.get(name).asString(""));
                }
            }
        }
        return keys;
    }

    private static @Nullable ObjectNode same(ObjectNode card, List<ObjectNode> now, List<ObjectNode> before) {
        List<ObjectNode> candidates = ofType(before, card);
        if (card.hasNonNull("id")) {
            List<ObjectNode> withId = candidates.stream()
                    .filter(each -> each.path("id").equals(card.get("id")))
                    .toList();
            if (!withId.isEmpty() || candidates.stream().allMatch(each -> each.hasNonNull("id"))) {
                return withId.size() == 1 ? withId.getFirst() : null;
            }
        }
        List<ObjectNode> sameAddress = candidates.stream()
                .filter(each -> address(each).equals(address(card)))
                .toList();
        if (sameAddress.size() == 1) {
            return sameAddress.getFirst();
        }
        return candidates.size() == 1 && ofType(now, card).size() == 1 ? candidates.getFirst() : null;
    }

    private static List<ObjectNode> ofType(List<ObjectNode> cards, ObjectNode card) {
        return cards.stream().filter(each -> type(each).equals(type(card))).toList();
    }

    private static String type(ObjectNode card) {
        return card.path("type").asString("").toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static List<String> address(ObjectNode card) {
        return List.of(card.path("baseUrl").asString(""), card.path("mindsUrl").asString(""));
    }

    private static List<String> keyNames(ObjectNode card) {
        return card.propertyNames().stream()
                .filter(name -> name.replace("_", "").equalsIgnoreCase("apiKey"))
                .toList();
    }

    private static boolean isEmpty(JsonNode key) {
        return key.isNull() || (key.isString() && key.asString().isEmpty());
    }

    private static ArrayNode read(String cards) {
        try {
            return JSON.readTree(cards.isBlank() ? EMPTY : cards) instanceof ArrayNode list
                    ? list
                    : JSON.createArrayNode();
        } catch (JacksonException e) {
            return JSON.createArrayNode();
        }
    }

    private static List<ObjectNode> objects(ArrayNode list) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode each : list) {
            if (each instanceof ObjectNode object) {
                objects.add(object);
            }
        }
        return objects;
    }
}
