package dev.cowork.modelstub;

import dev.cowork.modelstub.http.Exchange;
import dev.cowork.modelstub.script.Plan;
import dev.cowork.modelstub.wire.Part;
import dev.cowork.modelstub.wire.Problem;
import dev.cowork.modelstub.wire.Voice;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/** An answer that is streamed, event by event. */
final class StreamedPlay extends Play {

    private final Exchange exchange;
    private final Voice voice;

    StreamedPlay(Stage stage, Plan plan, String id) {
        super(stage, plan, id);
        this.exchange = stage.exchange();
        this.voice = stage.dialect().voice(stage.turn(), answer);
    }

    @Override
    void begun() {
        start();
        voice.begin(exchange::write);
    }

    @Override
    void opened(Part part) {
        voice.open(part, exchange::write);
    }

    @Override
    void said(Part part, String piece) {
        voice.piece(part, piece, exchange::write);
    }

    @Override
    void closed(Part part) {
        voice.close(part, exchange::write);
    }

    @Override
    void end() {
        ByteArrayOutputStream last = new ByteArrayOutputStream();
        voice.end(last::writeBytes);
        exchange.finish(last.toByteArray());
    }

    @Override
    boolean failInside(Problem problem) {
        ByteArrayOutputStream last = new ByteArrayOutputStream();
        voice.fail(problem, last::writeBytes);
        exchange.finish(last.toByteArray());
        return true;
    }

    @Override
    boolean garbage() {
        exchange.write(voice.garbage());
        return true;
    }

    @Override
    void cut(Part part) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        part.append(TORN);
        voice.piece(part, TORN, event::writeBytes);
        byte[] bytes = event.toByteArray();
        exchange.tear(bytes, insideCharacter(bytes));
    }

    @Override
    void hang(boolean begun) {
        if (!begun) {
            start();
        }
        exchange.hang();
    }

    @Override
    void empty(boolean begun) {
        if (!begun) {
            start();
        }
        exchange.finish(new byte[0]);
    }

    private void start() {
        Map<String, String> headers = new HashMap<>(stage.headers());
        headers.put("content-type", "text/event-stream; charset=utf-8");
        headers.put("cache-control", "no-cache");
        exchange.start(200, headers);
    }
}
