package dev.cowork.contracttests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cowork.contracttests.server.Api;
import dev.cowork.contracttests.stream.DigestReader;
import dev.cowork.contracttests.stream.Frame;
import dev.cowork.contracttests.stream.FrameDigest;
import dev.cowork.contracttests.stream.Frames;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must stay as it is through all later kills: streams that have ended, and those that are gone. */
final class Ledger {

    private final Map<String, FrameDigest> ended = new LinkedHashMap<>();
    private final Set<String> gone = new LinkedHashSet<>();

    void ended(List<Frame> frames) {
        ended.put(Frames.responseId(frames), FrameDigest.of(frames));
    }

    void gone(String response) {
        ended.remove(response);
        gone.add(response);
    }

    /** Reads all again. */
    void check(Api api) {
        ended.forEach((response, digest) -> assertThat(DigestReader.read(api.base(), Api.tail(response, 0)))
                .as("after all kills, " + response)
                .isEqualTo(digest));
        gone.forEach(response -> assertThat(api.send(Api.tail(response, 0)).status())
                .as("after all kills, deleted " + response)
                .isEqualTo(404));
    }

    @Override
    public String toString() {
        return ended.size() + " streams unchanged after all kills, " + gone.size() + " gone for good";
    }
}
