package dev.cowork.server.journal;

/** The plainest kind of stream: lines of text, of which "end" is the last. */
final class Lines implements StreamKind<String> {

    static final Lines KIND = new Lines();
    static final String END = "end";

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public String type(String event) {
        return "line";
    }

    @Override
    public String encode(String event) {
        return event;
    }

    @Override
    public String decode(String data) {
        return data;
    }

    @Override
    public boolean isLast(String event) {
        return event.equals(END);
    }
}
