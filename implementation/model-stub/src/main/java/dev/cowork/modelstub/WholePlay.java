package dev.cowork.modelstub;

import dev.cowork.modelstub.http.Exchange;
import dev.cowork.modelstub.script.Plan;
import dev.cowork.modelstub.wire.Json;
import dev.cowork.modelstub.wire.Part;
import dev.cowork.modelstub.wire.Problem;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** An answer that comes in one piece. */
final class WholePlay extends Play {

    private final Exchange exchange;

    WholePlay(Stage stage, Plan plan, String id) {
        super(stage, plan, id);
        this.exchange = stage.exchange();
    }

    @Override
    void begun() {
        // nothing is sent before everything is known
    }

    @Override
    void opened(Part part) {
        // it is in the answer
    }

    @Override
    void said(Part part, String piece) {
        // it is in the answer
    }

    @Override
    void closed(Part part) {
        // it is in the answer
    }

    @Override
    void end() {
        exchange.send(200, headers(), body());
    }

    @Override
    boolean failInside(Problem problem) {
        return false;
    }

    @Override
    boolean garbage() {
        byte[] body = body();
        exchange.send(200, headers(), Arrays.copyOf(body, body.length / 2));
        return false;
    }

    @Override
    void cut(Part part) {
        part.append(TORN);
        byte[] body = body();
        exchange.sendTorn(200, headers(), body, insideCharacter(body));
    }

    @Override
    void hang(boolean begun) {
        exchange.start(200, headers());
        exchange.hang();
    }

    @Override
    void empty(boolean begun) {
        exchange.send(200, headers(), new byte[0]);
    }

    private byte[] body() {
        return Json.bytes(stage.dialect().whole(stage.turn(), answer));
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>(stage.headers());
        headers.put("content-type", "application/json");
        return headers;
    }
}
